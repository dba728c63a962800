package io.countersign.command.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.domain.Decision;
import io.countersign.domain.Verdict;
import java.util.Optional;

/**
 * What an accepted decision is answered with.
 *
 * @param reviewVersion the version that it made, or that stands where it changed nothing
 */
public record DecisionResult(InvoiceId invoiceId, long reviewVersion) {

    /** The result of a decision with this verdict; empty where it was refused. */
    static Optional<DecisionResult> of(Decision decision, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted ->
                Optional.of(new DecisionResult(decision.invoiceId(), accepted.reviewVersion()));
            case Verdict.Unchanged unchanged ->
                Optional.of(new DecisionResult(decision.invoiceId(), unchanged.reviewVersion()));
            case Verdict.Stale _, Verdict.DoesNotFit _, Verdict.Forbidden _ -> Optional.empty();
        };
    }
}
