package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import java.util.List;
import java.util.Map;

/** Keeps a view up to date with the events of reviews. */
public non-sealed interface ReviewProjection extends Projection {

    /**
     * Takes in a batch of events, in the transaction that also keeps the place. Events that were taken in before may
     * come again. What is wrong with one invoice must not be thrown; what is thrown makes the whole batch come again.
     *
     * @param events the events of each invoice in the order of their versions
     * @return for each invoice that it could not take all events of, the first that stands in the way
     */
    Map<InvoiceId, Failure> apply(Map<InvoiceId, List<RecordedEvent>> events);
}
