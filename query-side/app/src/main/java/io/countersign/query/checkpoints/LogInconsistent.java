package io.countersign.query.checkpoints;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** The log does not go on where a signed checkpoint ended, so nothing is signed: 409 {@code LOG_INCONSISTENT}. */
final class LogInconsistent extends ProblemException {

    private static final long serialVersionUID = 1L;

    LogInconsistent(String detail) {
        super(HttpStatus.CONFLICT, "LOG_INCONSISTENT", "The log was tampered with", detail);
    }
}
