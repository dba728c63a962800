package io.countersign.query.exports;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** The export did not come to its end, yet or at all, so it has no manifest: 409 {@code EXPORT_UNFINISHED}. */
final class ExportUnfinished extends ProblemException {

    private static final long serialVersionUID = 1L;

    ExportUnfinished(Exports.Recorded export) {
        super(
                HttpStatus.CONFLICT,
                "EXPORT_UNFINISHED",
                "The export did not come to its end",
                export.failure() == null
                        ? "The export is still under way. Its manifest comes with its end."
                        : "The export broke off, so there is nothing that a manifest could be of: " + export.failure());
    }
}
