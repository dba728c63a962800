package io.countersign.contract.discussion;

import io.countersign.contract.review.InvoiceId;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody said something about an invoice. Who and when stands beside the event, see {@link Comment}.
 *
 * @param text what was said
 * @param term path of the term that it is about, e.g. {@code due_date} or {@code lines.l3.net_amount}; {@code null}
 *     where it is about the invoice as a whole
 */
public record CommentAdded(
        InvoiceId invoiceId, String text, @Nullable String term) {

    /** Refuses one that says nothing: what is read from a store may have been altered there. */
    public CommentAdded {
        Objects.requireNonNull(invoiceId, "invoiceId");
        Objects.requireNonNull(text, "text");
    }

    /** What follows the id of the invoice in the name of the stream. */
    public static final String DISCUSSION = "/discussion";

    /** The stream of an invoice's comments, beside the one of its review. */
    public static String streamOf(InvoiceId invoiceId) {
        return invoiceId + DISCUSSION;
    }

    /** Whose comments a stream holds; empty where it holds none. */
    public static Optional<InvoiceId> invoiceOf(String streamId) {
        return streamId.endsWith(DISCUSSION)
                ? InvoiceId.parse(streamId.substring(0, streamId.length() - DISCUSSION.length()))
                : Optional.empty();
    }
}
