package io.countersign.query.operations;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** A rebuild of that processor is under way: 409 {@code REBUILD_RUNNING}. */
final class RebuildRunning extends ProblemException {

    private static final long serialVersionUID = 1L;

    RebuildRunning(String processor) {
        super(
                HttpStatus.CONFLICT,
                "REBUILD_RUNNING",
                "A rebuild is under way",
                "%s is being rebuilt. Wait until that has ended, or cancel it.".formatted(processor));
    }
}
