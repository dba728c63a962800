package io.countersign.platform.web;

import java.io.IOException;

/** More bytes came than this request may carry; thrown out of whatever was reading them. */
final class BodyTooLarge extends IOException {

    private static final long serialVersionUID = 1L;

    private final String detail;

    BodyTooLarge(long limit) {
        super("Over " + limit + " bytes");
        detail = "The request body is over the limit of %d bytes.".formatted(limit);
    }

    String detail() {
        return detail;
    }
}
