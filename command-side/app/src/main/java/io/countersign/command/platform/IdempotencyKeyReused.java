package io.countersign.command.platform;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** The key named another decision before: 422 {@code IDEMPOTENCY_KEY_REUSED}. */
public final class IdempotencyKeyReused extends ProblemException {

    private static final long serialVersionUID = 1L;

    IdempotencyKeyReused() {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "IDEMPOTENCY_KEY_REUSED",
                "This key was used for something else",
                "The Idempotency-Key named a different decision before. Send a new key with a new decision.");
    }
}
