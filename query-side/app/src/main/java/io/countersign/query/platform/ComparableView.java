package io.countersign.query.platform;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import java.util.Collection;
import java.util.List;

/** A view that can be held against the events that it was made from. */
public interface ComparableView {

    /** The name of the processor that keeps it, e.g. {@code review-queue}. */
    String name();

    /** Its table in the schema {@code read_model}, e.g. {@code review_queue}; it has a column {@code invoice_id}. */
    String table();

    /** What it holds of these invoices now. */
    Held held(Collection<InvoiceId> invoiceIds);

    /** What a view held of some invoices. */
    @FunctionalInterface
    interface Held {

        /** What in it is not what the events say. Throws where these do not fold into a review. */
        List<Difference> differences(InvoiceId invoiceId, StoredEvents events);
    }

    /** What the store says of an invoice, read after what the view held. Throws where that cannot be read. */
    interface StoredEvents {

        /** The events of its review, oldest first. */
        List<RecordedEvent> history();

        /** The newest version that the view must have taken in, -1 where none. */
        long takenIn();

        /** All comments on it, oldest first. */
        List<Comment> comments();

        /** The newest comment that the view must have taken in, -1 where none. */
        long commentTakenIn();
    }
}
