package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.EventReader;
import java.util.Collection;
import java.util.List;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** A view that can be made anew from the events of all invoices, one invoice after the other. */
public interface RebuildableView extends ComparableView {

    /** What it is made from. */
    StreamKind streams();

    /** The columns of its rows, in the order of the values of {@link #make}. */
    List<String> columns();

    /**
     * Makes all rows of an invoice.
     *
     * @param dropped whether operators dropped the event of a version
     */
    Made make(EventStream stream, EventReader reader, LongPredicate dropped);

    /** What the view before the last rebuild, as long as it is kept, holds of these invoices. */
    Held heldBefore(Collection<InvoiceId> invoiceIds);

    /**
     * The rows of an invoice.
     *
     * @param rows the values of each, which PostgreSQL reads as text
     * @param failure the first event that could not be taken in, {@code null} where all were
     */
    record Made(List<List<@Nullable Object>> rows, @Nullable Failure failure) {}
}
