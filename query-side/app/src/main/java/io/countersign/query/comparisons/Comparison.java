package io.countersign.query.comparisons;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.comparisons.ComparisonRuns.Found;
import io.countersign.query.comparisons.ComparisonRuns.Run;
import io.countersign.query.platform.ComparableView;
import io.countersign.query.platform.ComparableView.Held;
import io.countersign.query.platform.ReadPositions;
import io.countersign.query.platform.RunSteps;
import io.countersign.query.platform.StoredInvoices;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.jspecify.annotations.Nullable;
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

    /** How many invoices one step counts. */
    private static final int COUNTED = 2000;

    /** How many invoices one step compares. */
    private static final int COMPARED = 50;

    private static final String ID = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$";

    private final JdbcClient jdbc;
    private final RunSteps<Run> steps;
    private final ComparisonRuns runs;
    private final List<ComparableView> views;
    private final ReadPositions positions;
    private final StoredInvoices stored;

    Comparison(
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            ComparisonRuns runs,
            List<ComparableView> views,
            ReadPositions positions,
            StoredInvoices stored) {
        this.jdbc = jdbc;
        this.steps = new RunSteps<>(jdbc, transactionManager, "audit.comparison", runs::next, Run::id, this::step);
        this.runs = runs;
        this.views = views;
        this.positions = positions;
        this.stored = stored;
    }

    /** Begins a run. Where others are under way, its turn comes after theirs. */
    UUID begin(String requestedBy) {
        return runs.begin(requestedBy);
    }

    /** Takes the next step of a run that waits for one; whether there was any. */
    boolean step() {
        return steps.take();
    }

    private void step(Run run) {
        InvoiceId until = run.until();
        if (until == null) {
            newest().ifPresentOrElse(newest -> runs.until(run.id(), newest), () -> runs.done(run.id()));
            return;
        }
        List<InvoiceId> invoices = between(run.last(), until, run.isCounted() ? COMPARED : COUNTED);
        if (run.isCounted()) {
            if (invoices.isEmpty()) {
                runs.done(run.id());
            } else {
                runs.add(run.id(), invoices, compare(invoices));
            }
        } else {
            if (invoices.isEmpty()) {
                runs.counted(run.id());
            } else {
                runs.count(run.id(), invoices);
            }
        }
    }

    private List<Found> compare(List<InvoiceId> invoices) {
        List<Look> looks = views.stream().map(view -> look(view, invoices)).toList();
        List<Found> found = new ArrayList<>();
        for (InvoiceId invoiceId : invoices) {
            StoredInvoices.Stored events = stored.of(invoiceId);
            for (Look look : looks) {
                events.differences(look.held, look.takenIn)
                        .forEach(difference -> found.add(new Found(
                                invoiceId, look.view.table(), difference.reviewVersion(), difference.reason())));
            }
        }
        return found;
    }

    /**
     * What a view held at one moment.
     *
     * @param takenIn the newest version of each stream that it must have taken in
     */
    private record Look(ComparableView view, Held held, Map<String, Long> takenIn) {}

    private Look look(ComparableView view, List<InvoiceId> invoices) {
        Optional<GapAwareTrackingToken> before = positions.of(view.name());
        Held held = view.held(invoices);
        // Should the view have begun anew in between, it has taken in no more than it has now.
        Optional<GapAwareTrackingToken> read = before.flatMap(
                place -> positions.of(view.name()).map(now -> (GapAwareTrackingToken) place.lowerBound(now)));
        return new Look(
                view, held, read.map(place -> stored.newest(invoices, place)).orElse(Map.of()));
    }

    /**
     * The invoices after one, up to another, by id. Ids have the same order as text and as ids: hexadecimal digits in
     * the same places.
     */
    private List<InvoiceId> between(@Nullable InvoiceId last, InvoiceId until, int limit) {
        TreeSet<String> ids = new TreeSet<>(jdbc.sql("""
                        WITH RECURSIVE stream (id) AS (
                            (SELECT stream_id FROM event_store.event WHERE stream_id > :last ORDER BY stream_id LIMIT 1)
                            UNION ALL
                            SELECT (SELECT e.stream_id FROM event_store.event e
                                    WHERE e.stream_id > stream.id AND e.stream_id <= :until ORDER BY e.stream_id LIMIT 1)
                            FROM stream WHERE stream.id IS NOT NULL)
                        SELECT id FROM stream WHERE id ~ :id LIMIT :limit""")
                .param("last", last == null ? "" : last.toString())
                .param("until", until.toString())
                .param("id", ID)
                .param("limit", limit)
                .query(String.class)
                .list());
        for (ComparableView view : views) {
            ids.addAll(jdbc.sql("SELECT DISTINCT invoice_id FROM read_model.%s %s ORDER BY invoice_id LIMIT :limit"
                            .formatted(view.table(), last == null ? "" : "WHERE invoice_id > :last"))
                    .params(last == null ? Map.of() : Map.of("last", last.value()))
                    .param("limit", limit)
                    .query(String.class)
                    .list());
        }
        return ids.headSet(until.toString(), true).stream()
                .limit(limit)
                .map(UUID::fromString)
                .map(InvoiceId::new)
                .toList();
    }

    /** The last invoice that there is now, by id, found from the ends of indexes. */
    private Optional<InvoiceId> newest() {
        Stream<Optional<String>> known = views.stream()
                .map(view -> jdbc.sql("SELECT invoice_id FROM read_model.%s ORDER BY invoice_id DESC LIMIT 1"
                                .formatted(view.table()))
                        .query(String.class)
                        .optional());
        Optional<String> last = jdbc.sql("""
                        WITH RECURSIVE stream (id) AS (
                            (SELECT stream_id FROM event_store.event ORDER BY stream_id DESC LIMIT 1)
                            UNION ALL
                            SELECT (SELECT e.stream_id FROM event_store.event e
                                    WHERE e.stream_id < stream.id ORDER BY e.stream_id DESC LIMIT 1)
                            FROM stream WHERE stream.id IS NOT NULL)
                        SELECT id FROM stream WHERE id ~ ? LIMIT 1""").param(ID).query(String.class).optional();
        return Stream.concat(known, Stream.of(last))
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .map(UUID::fromString)
                .map(InvoiceId::new);
    }
}
