package io.countersign.query.comparisons;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.platform.eventstore.Discussions;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.query.comparisons.ComparisonRuns.Extent;
import io.countersign.query.comparisons.ComparisonRuns.Found;
import io.countersign.query.comparisons.ComparisonRuns.Run;
import io.countersign.query.platform.ComparableView;
import io.countersign.query.platform.ComparableView.Held;
import io.countersign.query.platform.ComparableView.StoredEvents;
import io.countersign.query.platform.Difference;
import io.countersign.query.platform.ReadPositions;
import io.countersign.query.platform.RunSteps;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Goes through all invoices in the order of their ids, those that have events and those that a view has something of.
 *
 * <p>A view may be behind and decisions go on meanwhile, so a row is compared with what the events up to its own version
 * fold into. That it should be newer, or be there at all, is known of events that the view's processor had read before
 * the row was: rows and that place are committed together.
 */
@Component
class Comparison {

    /** How many invoices one step compares. */
    private static final int INVOICES = 50;

    private static final String ID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

    private final JdbcClient jdbc;
    private final RunSteps<Run> steps;
    private final ComparisonRuns runs;
    private final List<ComparableView> views;
    private final ReadPositions positions;
    private final ReviewHistory histories;
    private final Discussions discussions;

    Comparison(
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            ComparisonRuns runs,
            List<ComparableView> views,
            ReadPositions positions,
            ReviewHistory histories,
            Discussions discussions) {
        this.jdbc = jdbc;
        this.steps = new RunSteps<>(
                transactionManager, runs::next, this::step, (run, failure) -> runs.fail(run.id(), failure));
        this.runs = runs;
        this.views = views;
        this.positions = positions;
        this.histories = histories;
        this.discussions = discussions;
    }

    /** Begins a run; where one is under way, that one is the answer. */
    UUID begin(String startedBy) {
        return runs.begin(startedBy);
    }

    /** Takes the next step of a run that waits for one; whether there was any. */
    boolean step() {
        return steps.take();
    }

    private void step(Run run) {
        Extent extent = run.extent();
        if (extent == null) {
            runs.begin(run.id(), extent());
            return;
        }
        List<InvoiceId> invoices = extent.until() == null ? List.of() : after(run.last(), extent.until());
        if (invoices.isEmpty()) {
            runs.done(run.id());
        } else {
            runs.add(run.id(), invoices, compare(invoices));
        }
    }

    private List<Found> compare(List<InvoiceId> invoices) {
        List<Look> looks = views.stream().map(view -> look(view, invoices)).toList();
        List<Found> found = new ArrayList<>();
        for (InvoiceId invoiceId : invoices) {
            Stored stored = new Stored(invoiceId);
            for (Look look : looks) {
                differences(look, stored)
                        .forEach(difference -> found.add(new Found(invoiceId, look.view.table(), difference)));
            }
        }
        return found;
    }

    private static List<Difference> differences(Look look, Stored stored) {
        try {
            return look.held.differences(stored.invoiceId, new StoredForView(stored, look.takenIn));
        } catch (DataAccessException storeTrouble) {
            throw storeTrouble;
        } catch (RuntimeException e) {
            return List.of(new Difference(null, "The events cannot be folded: " + e.getMessage()));
        }
    }

    /**
     * What a view held at one moment.
     *
     * @param takenIn the newest version of each stream that it must have taken in
     */
    private record Look(ComparableView view, Held held, Map<String, Long> takenIn) {}

    /** The events of an invoice, read once for all views. */
    private final class Stored {

        private final InvoiceId invoiceId;
        private @Nullable List<RecordedEvent> history;
        private @Nullable List<Comment> comments;

        private Stored(InvoiceId invoiceId) {
            this.invoiceId = invoiceId;
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

    private Look look(ComparableView view, List<InvoiceId> invoices) {
        Optional<GapAwareTrackingToken> before = positions.of(view.name());
        Held held = view.held(invoices);
        // Should the view have begun anew in between, it has taken in no more than it has now.
        Optional<GapAwareTrackingToken> read = before.flatMap(
                place -> positions.of(view.name()).map(now -> (GapAwareTrackingToken) place.lowerBound(now)));
        return new Look(view, held, read.map(place -> newest(invoices, place)).orElse(Map.of()));
    }

    private Map<String, Long> newest(List<InvoiceId> invoices, GapAwareTrackingToken read) {
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

    /** The next invoices, by id. Ids have the same order as text and as ids: hexadecimal digits in the same places. */
    private List<InvoiceId> after(@Nullable InvoiceId last, InvoiceId until) {
        TreeSet<String> ids = new TreeSet<>(jdbc.sql("""
                        WITH RECURSIVE stream (id) AS (
                            (SELECT stream_id FROM event_store.event WHERE stream_id > :last ORDER BY stream_id LIMIT 1)
                            UNION ALL
                            SELECT (SELECT e.stream_id FROM event_store.event e
                                    WHERE e.stream_id > stream.id ORDER BY e.stream_id LIMIT 1)
                            FROM stream WHERE stream.id IS NOT NULL)
                        SELECT id FROM stream WHERE id ~ :id LIMIT :limit""")
                .param("last", last == null ? "" : last.toString())
                .param("id", ID)
                .param("limit", INVOICES)
                .query(String.class)
                .list());
        for (ComparableView view : views) {
            ids.addAll(jdbc.sql("SELECT DISTINCT invoice_id FROM read_model.%s %s ORDER BY invoice_id LIMIT :limit"
                            .formatted(view.table(), last == null ? "" : "WHERE invoice_id > :last"))
                    .params(last == null ? Map.of() : Map.of("last", last.value()))
                    .param("limit", INVOICES)
                    .query(String.class)
                    .list());
        }
        return ids.headSet(until.toString(), true).stream()
                .limit(INVOICES)
                .map(UUID::fromString)
                .map(InvoiceId::new)
                .toList();
    }

    /** All invoices that there are now. */
    private Extent extent() {
        return jdbc.sql("""
                        SELECT count(*) AS invoices, max(id) AS until FROM (
                            SELECT stream_id AS id FROM event_store.event WHERE version = 0 AND stream_id ~ ? %s) AS known""".formatted(views.stream()
                        .map(view -> "UNION SELECT invoice_id::text FROM read_model." + view.table())
                        .collect(Collectors.joining(" "))))
                .param(ID)
                .query((row, _) -> {
                    String until = row.getString("until");
                    return new Extent(
                            row.getLong("invoices"), until == null ? null : new InvoiceId(UUID.fromString(until)));
                })
                .single();
    }
}
