package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.EventReader;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
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
     * @param dropped the versions whose events operators dropped
     */
    Made make(EventStream stream, EventReader reader, Set<Long> dropped);

    /**
     * Makes the rows of an invoice as they were before the first of its events whose rows cannot be stored.
     *
     * @param dropped the versions whose events operators dropped
     * @param store tries the rows that an event adds or changes; why they are refused, {@code null} where they are not
     */
    Made make(
            EventStream stream,
            EventReader reader,
            Set<Long> dropped,
            Function<List<List<@Nullable Object>>, @Nullable RuntimeException> store);

    /** What the view before the last rebuild, as long as it is kept, holds of these invoices. */
    Held heldBefore(Collection<InvoiceId> invoiceIds);

    /**
     * The rows of an invoice.
     *
     * @param rows the values of each, of the types of their columns
     * @param failure the first event that could not be taken in, {@code null} where all were
     */
    record Made(List<List<@Nullable Object>> rows, @Nullable Failure failure) {}
}
