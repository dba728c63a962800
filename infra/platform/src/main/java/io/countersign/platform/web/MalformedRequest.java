package io.countersign.platform.web;

import org.springframework.http.HttpStatus;

/** The request cannot be understood: 400 {@code MALFORMED_REQUEST}. */
public final class MalformedRequest extends ProblemException {

    private static final long serialVersionUID = 1L;

    /** The refusal, which names the header or field. */
    public MalformedRequest(String detail) {
        super(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", "The request cannot be understood", detail);
    }
}
