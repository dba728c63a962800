package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A table with one row for each invoice, which also keeps the review that the row was made from.
 *
 * @param <R> a row
 */
public interface View<R> {

    /** The name of the view and of the processor that keeps it. */
    String name();

    /** The reviews as the view has them, without those that it does not have or cannot read any more. */
    Map<InvoiceId, Review> reviews(Collection<InvoiceId> invoiceIds);

    /** The row of a review; {@code newest} is the event that led to its version. */
    R row(Review review, RecordedEvent newest);

    /** Writes rows, each unless the view has a newer one of the invoice. */
    void write(List<R> rows);
}
