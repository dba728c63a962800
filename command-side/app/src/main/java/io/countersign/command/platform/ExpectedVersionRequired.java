package io.countersign.command.platform;

import io.countersign.platform.web.MalformedRequest;
import io.countersign.platform.web.ProblemException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** A decision came without the version that it was made on: 428 {@code EXPECTED_VERSION_REQUIRED} (RFC 6585). */
public final class ExpectedVersionRequired extends ProblemException {

    private static final long serialVersionUID = 1L;

    private ExpectedVersionRequired() {
        super(
                HttpStatus.PRECONDITION_REQUIRED,
                "EXPECTED_VERSION_REQUIRED",
                "Say which version you saw",
                "expected_review_version is missing: a decision names the version of the review that it was made on.");
    }

    /** The version that a request names; refused where it names none, or one that cannot be. */
    public static long in(@Nullable Long expectedReviewVersion) {
        if (expectedReviewVersion == null) {
            throw new ExpectedVersionRequired();
        }
        if (expectedReviewVersion < 0) {
            throw new MalformedRequest("expected_review_version must be 0 or more.");
        }
        return expectedReviewVersion;
    }
}
