package io.countersign.query.audithistory;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** The invoice has no such version: 404 {@code VERSION_NOT_FOUND}. */
final class VersionNotFound extends ProblemException {

    private static final long serialVersionUID = 1L;

    /** The detail says which, for a person. */
    VersionNotFound(String detail) {
        super(HttpStatus.NOT_FOUND, "VERSION_NOT_FOUND", "There is no such version", detail);
    }
}
