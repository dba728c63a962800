package io.countersign.query.operations;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** There is no such dead letter, or none any more: 404 {@code DEAD_LETTER_NOT_FOUND}. */
final class DeadLetterNotFound extends ProblemException {

    private static final long serialVersionUID = 1L;

    DeadLetterNotFound(String processor, String id) {
        super(
                HttpStatus.NOT_FOUND,
                "DEAD_LETTER_NOT_FOUND",
                "There is no such dead letter",
                "The processor %s has no dead letter %s, or none any more: it was retried or dropped."
                        .formatted(processor, id));
    }
}
