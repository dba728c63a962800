package io.countersign.query.platform;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.platform.eventstore.Discussions;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.query.platform.ComparableView.Held;
import io.countersign.query.platform.ComparableView.StoredEvents;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What the store says of invoices, for views that are held against it. */
@Component
public final class StoredInvoices {

    private final JdbcClient jdbc;
    private final ReviewHistory histories;
    private final Discussions discussions;

    StoredInvoices(JdbcClient jdbc, ReviewHistory histories, Discussions discussions) {
        this.jdbc = jdbc;
        this.histories = histories;
        this.discussions = discussions;
    }

    /** What it says of one. */
    public Stored of(InvoiceId invoiceId) {
        return new Stored(invoiceId);
    }

    /** The newest version of each stream of these invoices that a processor at that place has read. */
    public Map<String, Long> newest(Collection<InvoiceId> invoices, GapAwareTrackingToken read) {
        Map<String, Long> newest = new HashMap<>();
        jdbc.sql("""
                        SELECT stream_id, max(version) AS version FROM event_store.event
                        WHERE stream_id = ANY (?) AND global_position <= ? AND global_position <> ALL (?)
                        GROUP BY stream_id""")
                .param(invoices.stream()
                        .flatMap(id -> Stream.of(id.toString(), CommentAdded.streamOf(id)))
                        .toArray(String[]::new))
                .param(read.getIndex())
                .param(read.getGaps().toArray(Long[]::new))
                .query(row -> {
                    newest.put(row.getString("stream_id"), row.getLong("version"));
                });
        return newest;
    }

    /** The events of an invoice, read once for all views. */
    public final class Stored {

        private final InvoiceId invoiceId;
        private @Nullable List<RecordedEvent> history;
        private @Nullable List<Comment> comments;

        private Stored(InvoiceId invoiceId) {
            this.invoiceId = invoiceId;
        }

        public InvoiceId invoiceId() {
            return invoiceId;
        }

        /**
         * What in a view is not what they say.
         *
         * @param takenIn the newest version of each stream that the view must have taken in
         */
        public List<Difference> differences(Held held, Map<String, Long> takenIn) {
            try {
                return held.differences(invoiceId, new StoredForView(this, takenIn));
            } catch (DataAccessException storeTrouble) {
                throw storeTrouble;
            } catch (RuntimeException e) {
                return List.of(new Difference(null, "events", "The events cannot be folded: " + e.getMessage()));
            }
        }

        private List<RecordedEvent> history() {
            if (history == null) {
                history = histories.of(invoiceId);
            }
            return history;
        }

        private List<Comment> comments() {
            if (comments == null) {
                comments = discussions.of(invoiceId);
            }
            return comments;
        }
    }

    private record StoredForView(Stored stored, Map<String, Long> versions) implements StoredEvents {

        @Override
        public List<RecordedEvent> history() {
            return stored.history();
        }

        @Override
        public long takenIn() {
            return versions.getOrDefault(stored.invoiceId.toString(), -1L);
        }

        @Override
        public List<Comment> comments() {
            return stored.comments();
        }

        @Override
        public long commentTakenIn() {
            return versions.getOrDefault(CommentAdded.streamOf(stored.invoiceId), -1L);
        }
    }
}
