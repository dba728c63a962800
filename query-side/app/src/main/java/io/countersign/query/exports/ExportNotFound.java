package io.countersign.query.exports;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** There was no such export: 404 {@code EXPORT_NOT_FOUND}. */
final class ExportNotFound extends ProblemException {

    private static final long serialVersionUID = 1L;

    ExportNotFound(String exportId) {
        super(
                HttpStatus.NOT_FOUND,
                "EXPORT_NOT_FOUND",
                "There is no such export",
                "No export has the id " + exportId + ".");
    }
}
