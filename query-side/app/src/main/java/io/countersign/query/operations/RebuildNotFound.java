package io.countersign.query.operations;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** There was no such rebuild: 404 {@code REBUILD_NOT_FOUND}. */
final class RebuildNotFound extends ProblemException {

    private static final long serialVersionUID = 1L;

    RebuildNotFound(String runId) {
        super(
                HttpStatus.NOT_FOUND,
                "REBUILD_NOT_FOUND",
                "There is no such rebuild",
                "No rebuild of that processor has the id " + runId + ".");
    }
}
