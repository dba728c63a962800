package io.countersign.query.comparisons;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** There was no such run: 404 {@code COMPARISON_NOT_FOUND}. */
final class ComparisonNotFound extends ProblemException {

    private static final long serialVersionUID = 1L;

    ComparisonNotFound(String runId) {
        super(
                HttpStatus.NOT_FOUND,
                "COMPARISON_NOT_FOUND",
                "There is no such comparison",
                "No comparison has the id " + runId + ".");
    }
}
