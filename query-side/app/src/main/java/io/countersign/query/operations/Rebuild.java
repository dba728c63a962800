package io.countersign.query.operations;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.operations.RebuildRuns.Found;
import io.countersign.query.operations.RebuildRuns.Part;
import io.countersign.query.operations.RebuildRuns.RebuildRun;
import io.countersign.query.platform.DeadLetters;
import io.countersign.query.platform.EventStreams;
import io.countersign.query.platform.EventStreams.Stretch;
import io.countersign.query.platform.ReadPositions;
import io.countersign.query.platform.RebuildableView;
import io.countersign.query.platform.RunState;
import io.countersign.query.platform.RunSteps;
import io.countersign.query.platform.StoredInvoices;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes a view anew in a table beside it while the view serves, and puts it in its place.
 *
 * <p>Every step is a transaction that holds what it works on and notes how far it came, so any node takes the next one,
 * several read at once, and a node that dies leaves nothing half done. Streams are read whole and folded at once. What the
 * processor of the view reads meanwhile it goes on writing into the view that serves; the rebuild makes those invoices once
 * more, until hardly any are left. The rest is done while nobody may write into the view, and in that same transaction
 * the tables change places. From then on the processor writes into the new one: its place in the store stays as it was.
 */
@Component
class Rebuild {

    private static final Logger log = LoggerFactory.getLogger(Rebuild.class);

    /** Into how many parts the streams are divided; as many nodes and threads can read. */
    private static final int PARTS = 16;

    private static final int EVENTS_AT_ONCE = 4000;
    private static final int INVOICES_AT_ONCE = 200;
    /** How far in the store one step catches up with the processor. */
    private static final long POSITIONS_AT_ONCE = 10_000;
    /** How many invoices may be left to do while nobody can write into the view. */
    private static final int FEW = 200;
    /** How many more invoices than before may be parked: more have the same cause, and the old view is better than none. */
    private static final int MORE_PARKED = 1000;

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String TOO_MANY =
            "Over %,d invoices more than now would be parked. The view stays as it was.".formatted(MORE_PARKED);
    private static final Duration LOCKS_APART = Duration.ofSeconds(2);
    private static final int SAMPLE = 2000;
    private static final Duration LOOKS_APART = Duration.ofMillis(5);
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration REPORTS_APART = Duration.ofSeconds(5);
    private static final Duration LONG_STATEMENT = Duration.ofMinutes(30);

    private final JdbcTemplate template;
    private final JdbcClient jdbc;
    private final TransactionTemplate attempt;
    private final RunSteps<Part> parts;
    private final RunSteps<RebuildRun> wholes;
    private final List<RebuildableView> views;
    private final RebuildRuns runs;
    private final ShadowTable shadow;
    private final EventStreams streams;
    private final StoredInvoices stored;
    private final ReadPositions positions;
    private final DeadLetters deadLetters;
    private final AtomicLong reported = new AtomicLong(System.nanoTime() - REPORTS_APART.toNanos());

    Rebuild(
            JdbcTemplate template,
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            List<RebuildableView> views,
            RebuildRuns runs,
            ShadowTable shadow,
            EventStreams streams,
            StoredInvoices stored,
            ReadPositions positions,
            DeadLetters deadLetters) {
        this.template = template;
        this.jdbc = jdbc;
        this.attempt = new TransactionTemplate(transactionManager);
        this.attempt.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        this.parts = new RunSteps<>(
                jdbc,
                transactionManager,
                RebuildRuns.TABLE,
                runs::holdPart,
                Part::runId,
                this::read,
                part -> clear(part.runId(), part.processor()),
                part -> List.of(part.runId(), part.part()));
        this.wholes = new RunSteps<>(
                jdbc,
                transactionManager,
                RebuildRuns.TABLE,
                runs::hold,
                RebuildRun::runId,
                this::step,
                run -> clear(run.runId(), run.processor()),
                RebuildRun::runId);
        this.views = views;
        this.runs = runs;
        this.shadow = shadow;
        this.streams = streams;
        this.stored = stored;
        this.positions = positions;
        this.deadLetters = deadLetters;
    }

    /** Takes the next step of a rebuild that waits for one; whether there was any. */
    boolean step() {
        Optional<RebuildRun> current = runs.current();
        if (current.isEmpty()) {
            return false;
        }
        report(current.get());
        return parts.take() || wholes.take();
    }

    /** Takes the next step of one that is held. */
    void step(RebuildRun run) {
        RebuildableView view = view(run.processor());
        takeTime();
        if (run.cancelledBy() != null && !run.switched()) {
            discard(run.runId(), view);
            runs.end(run.runId(), RunState.CANCELLED, null);
            log.info("{} is not rebuilt any more: {} cancelled it", run.processor(), run.cancelledBy());
            return;
        }
        switch (run.phase()) {
            case WAITING -> begin(run, view);
            case READING -> {
                if (parksTooMany(run.runId(), view)) {
                    discard(run.runId(), view);
                    runs.end(run.runId(), RunState.FAILED, TOO_MANY);
                } else if (!runs.isToBeRead(run.runId())) {
                    runs.indexing(run.runId());
                }
            }
            case INDEXING -> {
                if (!shadow.index(view)) {
                    runs.catchingUp(run.runId());
                }
            }
            case CATCHING_UP -> catchUp(run, view);
            case COMPARING -> compare(run, view);
        }
    }

    private void begin(RebuildRun run, RebuildableView view) {
        // What a rebuild that failed may have left.
        runs.forgetBefore(run);
        shadow.make(view);
        // Asked before the first event is read, so that all that the processor reads later is caught up with.
        Optional<GapAwareTrackingToken> processorRead = positions.of(view.name());
        long newest = jdbc.sql("SELECT coalesce(max(global_position), -1) FROM event_store.event")
                .query(Long.class)
                .single();
        // A processor that is far behind reads what is read here anyway: that needs no catching up with.
        Optional<GapAwareTrackingToken> begun = newest >= 0 && allBelowAreStored()
                ? Optional.of(GapAwareTrackingToken.newInstance(newest, Set.of()))
                : processorRead;
        String kind = view.streams().pattern();
        long events = jdbc.sql("SELECT count(*) FROM event_store.event WHERE stream_id LIKE ?")
                .param(kind)
                .query(Long.class)
                .single();
        runs.reading(run.runId(), begun, events, firsts(kind, events));
    }

    /**
     * Waits a while for those who add events just now: one of them may add it below the newest that was seen. Whoever
     * comes later adds it above. Whether they have all ended.
     */
    private boolean allBelowAreStored() {
        List<String> adding = adding();
        long end = System.nanoTime() + STEP.toNanos();
        while (!adding.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOKS_APART.toNanos());
            adding.retainAll(adding());
        }
        return adding.isEmpty();
    }

    /** The transactions that have the lock that it takes to add an event, before the event gets its position. */
    private List<String> adding() {
        return new ArrayList<>(jdbc.sql("""
                        SELECT virtualtransaction FROM pg_locks
                        WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database())
                          AND relation = 'event_store.event'::regclass AND mode = 'RowExclusiveLock'""").query(String.class).list());
    }

    /** Streams that divide them all into parts of about the same size, guessed from a sample. */
    private List<String> firsts(String kind, long events) {
        List<String> sampled = jdbc.sql("""
                        SELECT DISTINCT unnest(percentile_disc(ARRAY(SELECT i / :parts::float8 FROM generate_series(1, :parts - 1) i))
                            WITHIN GROUP (ORDER BY stream_id)) AS first
                        FROM event_store.event TABLESAMPLE SYSTEM (:percent) WHERE stream_id LIKE :kind
                        ORDER BY first""")
                .param("parts", PARTS)
                .param("percent", Math.min(100, 100.0 * SAMPLE / Math.max(1, events)))
                .param("kind", kind)
                .query(String.class)
                .list();
        return Stream.concat(Stream.of(""), sampled.stream()).toList();
    }

    private void read(Part part) {
        RebuildableView view = view(part.processor());
        if (parksTooMany(part.runId(), view)) {
            // All parts come to their end so, and then the rebuild.
            runs.read(part, null, 0, true);
            return;
        }
        takeTime();
        // Lost in a crash together with the note of it, so nothing is.
        jdbc.sql("SET LOCAL synchronous_commit = off").update();
        long end = System.nanoTime() + STEP.toNanos();
        @Nullable String last = part.last();
        long events = 0;
        Stretch stretch;
        do {
            stretch = streams.stretch(view.streams(), part.first(), last, part.until(), EVENTS_AT_ONCE);
            shadow.add(view, part.runId(), stretch.streams());
            last = stretch.last() == null ? last : stretch.last();
            events += stretch.events();
        } while (stretch.more() && System.nanoTime() < end);
        runs.read(part, last, events, !stretch.more());
    }

    private boolean parksTooMany(UUID runId, RebuildableView view) {
        return deadLetters.count(runId) > deadLetters.count(view.name()) + MORE_PARKED;
    }

    private void catchUp(RebuildRun run, RebuildableView view) {
        Optional<GapAwareTrackingToken> read = positions.of(view.name());
        Optional<GapAwareTrackingToken> caughtUp =
                read.map(place -> further(run.caughtUp(), place)).or(run::caughtUp);
        List<InvoiceId> touched = touched(view, run.caughtUp(), caughtUp);
        replace(run, view, touched);
        runs.caughtUp(run.runId(), caughtUp);
        if (touched.size() <= FEW && isAtLeastAt(caughtUp, read)) {
            try {
                attempt.executeWithoutResult(_ -> takePlace(run, view, caughtUp));
            } catch (UncategorizedSQLException e) {
                if (!(e.getRootCause() instanceof SQLException refused)
                        || !LOCK_NOT_AVAILABLE.equals(refused.getSQLState())) {
                    throw e;
                }
                log.info("{} is rebuilt, and waits for somebody who uses the view for long", view.name());
                runs.pause(run.runId(), LOCKS_APART);
            }
        }
    }

    /** How far one step catches up with the processor: some positions on, and never back where the processor is behind. */
    static GapAwareTrackingToken further(Optional<GapAwareTrackingToken> caughtUp, GapAwareTrackingToken read) {
        long from = caughtUp.map(GapAwareTrackingToken::getIndex).orElse(-1L);
        if (read.getIndex() <= from + POSITIONS_AT_ONCE) {
            return caughtUp.filter(before -> from > read.getIndex()).orElse(read);
        }
        long until = from + POSITIONS_AT_ONCE;
        while (read.getGaps().contains(until)) {
            until++;
        }
        // What the processor has not read up to there it may read later.
        return GapAwareTrackingToken.newInstance(until, read.getGaps().headSet(until));
    }

    private static boolean isAtLeastAt(Optional<GapAwareTrackingToken> caughtUp, Optional<GapAwareTrackingToken> read) {
        return caughtUp.map(GapAwareTrackingToken::getIndex).orElse(-1L)
                >= read.map(GapAwareTrackingToken::getIndex).orElse(-1L);
    }

    private void takePlace(RebuildRun run, RebuildableView view, Optional<GapAwareTrackingToken> caughtUp) {
        // Who reads or writes for long must not make everybody else wait behind this: it tries again instead.
        jdbc.sql("SET LOCAL lock_timeout = '500ms'").update();
        jdbc.sql("LOCK TABLE read_model.%s IN EXCLUSIVE MODE".formatted(view.table()))
                .update();
        if (runs.isCancelled(run.runId())) {
            return;
        }
        // Nobody writes any more; what the processor has read is written, and read is no more than this.
        Optional<GapAwareTrackingToken> read = positions.of(view.name());
        List<InvoiceId> touched = touched(view, caughtUp, read);
        replace(
                run,
                view,
                Stream.concat(
                                touched.stream(),
                                // Nobody drops any more either. Who did so meanwhile touched no event, so all drops are
                                // looked at.
                                deadLetters.dropped(view.name()).stream())
                        .distinct()
                        .toList());
        deadLetters.takePlace(view.name(), run.runId());
        shadow.takePlace(view);
        runs.caughtUp(run.runId(), read);
        runs.comparing(run.runId());
        log.info(
                "{} is rebuilt and serves: {} events at {} a second",
                run.processor(),
                run.doneEvents(),
                run.eventsPerSecond());
    }

    private List<InvoiceId> touched(
            RebuildableView view, Optional<GapAwareTrackingToken> caughtUp, Optional<GapAwareTrackingToken> read) {
        return read.map(now -> streams.readBetween(view.streams(), caughtUp, now))
                .orElse(List.of());
    }

    private void replace(RebuildRun run, RebuildableView view, List<InvoiceId> invoices) {
        for (int from = 0; from < invoices.size(); from += INVOICES_AT_ONCE) {
            shadow.replace(
                    view, run.runId(), invoices.subList(from, Math.min(invoices.size(), from + INVOICES_AT_ONCE)));
        }
    }

    /** Holds what served until the switch against the events, where it is not what serves now. */
    private void compare(RebuildRun run, RebuildableView view) {
        List<InvoiceId> invoices = next(run, view);
        if (invoices.isEmpty()) {
            shadow.dropBefore(view);
            runs.end(run.runId(), RunState.DONE, null);
            log.info("{} was rebuilt: {} differences from the view before", run.processor(), run.foundDifferences());
            return;
        }
        List<InvoiceId> changed = new ArrayList<>(changed(view, invoices));
        // What operators dropped the events say, and neither of the two views.
        changed.removeAll(deadLetters.dropped(view.name(), changed).keySet());
        Map<String, Long> takenIn =
                run.caughtUp().map(place -> stored.newest(changed, place)).orElse(Map.of());
        var before = view.heldBefore(changed);
        List<Found> found = changed.stream()
                .flatMap(invoiceId -> stored.of(invoiceId).differences(before, takenIn).stream()
                        .map(difference -> new Found(invoiceId, difference.reviewVersion(), difference.member())))
                .toList();
        runs.compared(run, invoices, found);
    }

    private List<InvoiceId> next(RebuildRun run, RebuildableView view) {
        InvoiceId last = run.lastInvoice();
        String following = "(SELECT DISTINCT invoice_id FROM read_model.%%s %s ORDER BY invoice_id LIMIT %d)"
                .formatted(last == null ? "" : "WHERE invoice_id > :last", INVOICES_AT_ONCE);
        return jdbc
                .sql("%s UNION %s ORDER BY invoice_id LIMIT %d"
                        .formatted(
                                following.formatted(view.table()),
                                following.formatted(view.table() + "_before"),
                                INVOICES_AT_ONCE))
                .params(last == null ? Map.of() : Map.of("last", last.value()))
                .query(UUID.class)
                .stream()
                .map(InvoiceId::new)
                .toList();
    }

    private List<InvoiceId> changed(RebuildableView view, Collection<InvoiceId> invoices) {
        return jdbc
                .sql("""
                        SELECT invoice_id FROM
                            (SELECT t.invoice_id, array_agg(t::text ORDER BY t::text) AS rows FROM read_model.%1$s t
                             WHERE t.invoice_id = ANY (:ids::uuid[]) GROUP BY t.invoice_id) AS now
                        FULL JOIN
                            (SELECT t.invoice_id, array_agg(t::text ORDER BY t::text) AS rows FROM read_model.%1$s_before t
                             WHERE t.invoice_id = ANY (:ids::uuid[]) GROUP BY t.invoice_id) AS before
                        USING (invoice_id)
                        WHERE now.rows IS DISTINCT FROM before.rows
                        ORDER BY invoice_id""".formatted(view.table()))
                .param("ids", invoices.stream().map(InvoiceId::toString).toArray(String[]::new))
                .query(UUID.class)
                .stream()
                .map(InvoiceId::new)
                .toList();
    }

    private void discard(UUID runId, RebuildableView view) {
        shadow.drop(view);
        deadLetters.forget(runId);
    }

    /** Whatever step it was that failed, before the switch or after. */
    private void clear(UUID runId, String processor) {
        RebuildableView view = view(processor);
        takeTime();
        discard(runId, view);
        shadow.dropBefore(view);
    }

    private RebuildableView view(String processor) {
        return views.stream()
                .filter(view -> view.name().equals(processor))
                .findFirst()
                .orElseThrow(() -> new ProcessorNotFound(processor));
    }

    /** Lets the statements of this transaction take longer than those of requests. */
    private void takeTime() {
        template.execute((ConnectionCallback<Boolean>) connection -> {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(LONG_STATEMENT.toMillis()));
            return true;
        });
        jdbc.sql("SET LOCAL statement_timeout = " + LONG_STATEMENT.toMillis()).update();
    }

    private void report(RebuildRun run) {
        long last = reported.get();
        if (System.nanoTime() - last > REPORTS_APART.toNanos() && reported.compareAndSet(last, System.nanoTime())) {
            log.info(
                    "{} is rebuilt: {}, {} of {} events, {} a second, {} s left",
                    run.processor(),
                    run.phase().text(),
                    run.doneEvents(),
                    run.totalEvents(),
                    run.eventsPerSecond(),
                    run.secondsLeft());
        }
    }
}
