package io.countersign.query.checkpoints;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** No checkpoint was signed yet, so there is nothing to prove against: 404 {@code NO_CHECKPOINT}. */
final class NoCheckpoint extends ProblemException {

    private static final long serialVersionUID = 1L;

    NoCheckpoint() {
        super(
                HttpStatus.NOT_FOUND,
                "NO_CHECKPOINT",
                "There is no checkpoint yet",
                "No checkpoint was signed yet. POST /api/audit/checkpoints signs one now.");
    }
}
