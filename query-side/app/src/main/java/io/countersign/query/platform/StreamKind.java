package io.countersign.query.platform;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import java.util.Optional;
import java.util.function.Function;

/** Which stream of an invoice a view is made from. */
public enum StreamKind {
    /** The events of its review. */
    REVIEW(InvoiceId::toString, ""),
    /** The comments on it. */
    DISCUSSION(CommentAdded::streamOf, "/discussion");

    private static final int ID_LENGTH = 36;

    private static final String ANY_ID = "________-____-____-____-____________";

    private final Function<InvoiceId, String> streamOf;
    private final String suffix;

    StreamKind(Function<InvoiceId, String> streamOf, String suffix) {
        this.streamOf = streamOf;
        this.suffix = suffix;
    }

    /** What {@code stream_id} is like, in SQL; the index of streams can tell. */
    public String pattern() {
        return ANY_ID + suffix;
    }

    /** The stream of that invoice. */
    public String streamOf(InvoiceId invoiceId) {
        return streamOf.apply(invoiceId);
    }

    /** Whose stream it is; empty where it is one of another kind. */
    public Optional<InvoiceId> invoiceOf(String streamId) {
        return streamId.length() < ID_LENGTH
                ? Optional.empty()
                : InvoiceId.parse(streamId.substring(0, ID_LENGTH))
                        .filter(invoiceId -> streamOf(invoiceId).equals(streamId));
    }
}
