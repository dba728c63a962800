package io.countersign.query.operations;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** No rebuild of that processor can be cancelled: 409 {@code NOTHING_TO_CANCEL}. */
final class NothingToCancel extends ProblemException {

    private static final long serialVersionUID = 1L;

    NothingToCancel(String processor) {
        super(
                HttpStatus.CONFLICT,
                "NOTHING_TO_CANCEL",
                "There is no rebuild to cancel",
                "No rebuild of %s is under way, or its view serves already.".formatted(processor));
    }
}
