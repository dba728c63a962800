package io.countersign.query.verifications;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** There was no such run: 404 {@code VERIFICATION_NOT_FOUND}. */
final class VerificationNotFound extends ProblemException {

    private static final long serialVersionUID = 1L;

    VerificationNotFound(String runId) {
        super(
                HttpStatus.NOT_FOUND,
                "VERIFICATION_NOT_FOUND",
                "There is no such verification",
                "No verification has the id " + runId + ".");
    }
}
