package io.countersign.command.platform;

import io.countersign.contract.findings.Finding;
import io.countersign.contract.findings.Findings;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.Review;
import java.util.List;

/**
 * What a correction would do.
 *
 * @param reviewVersion the version that it is made on
 * @param changes what it would change
 * @param findings what the rules would find wrong with the corrected invoice
 */
public record CorrectionPreview(
        InvoiceId invoiceId, long reviewVersion, List<TermChange> changes, List<Finding> findings) {

    static CorrectionPreview of(Review review, List<TermChange> changes) {
        return new CorrectionPreview(
                review.invoiceId(),
                review.version(),
                changes,
                Findings.of(review.invoice().with(changes)));
    }
}
