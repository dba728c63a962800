package io.countersign.query.platform;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import java.util.Optional;

/** Which stream of an invoice a view is made from. */
public enum StreamKind {
    /** The events of its review. */
    REVIEW(""),
    /** The comments on it. */
    DISCUSSION(CommentAdded.DISCUSSION);

    private static final int ID_LENGTH = 36;

    private static final String ANY_ID = "________-____-____-____-____________";

    private final String suffix;

    StreamKind(String suffix) {
        this.suffix = suffix;
    }

    /** What {@code stream_id} is like, in SQL; the index of streams can tell. */
    public String pattern() {
        return ANY_ID + suffix;
    }

    /** What follows the id of the invoice in {@code stream_id}. */
    public String suffix() {
        return suffix;
    }

    /** The stream of that invoice. */
    public String streamOf(InvoiceId invoiceId) {
        return invoiceId + suffix;
    }

    /** Whose stream it is; empty where it is one of another kind. */
    public Optional<InvoiceId> invoiceOf(String streamId) {
        return streamId.length() < ID_LENGTH
                ? Optional.empty()
                : InvoiceId.parse(streamId.substring(0, ID_LENGTH))
                        .filter(invoiceId -> streamOf(invoiceId).equals(streamId));
    }
}
