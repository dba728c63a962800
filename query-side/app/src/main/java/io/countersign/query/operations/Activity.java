package io.countersign.query.operations;

import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.contract.review.StaleDecisionRejected;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What went on in the last hour, minute by minute: how many decisions were accepted and how many refused as stale, as the
 * store has it, and how late pushes were. However many operators look, it is read once in a while; of minutes that are over
 * for long the store is not asked again.
 */
@Component
final class Activity {

    private static final int MINUTES = 60;
    private static final Duration READ_AGAIN = Duration.ofSeconds(5);
    /** An event is seen when its transaction ends, which is later than the instant that it bears. */
    private static final Duration MAY_CHANGE = Duration.ofMinutes(2);

    private static final String REFUSED = StaleDecisionRejected.class.getSimpleName();
    private static final String[] DECISIONS = Stream.concat(
                    Stream.of(ReviewEvent.class.getPermittedSubclasses())
                            .filter(event -> event != InvoiceReceived.class)
                            .map(Class::getSimpleName),
                    Stream.of(REFUSED))
            .toArray(String[]::new);

    private final PushLags pushLags;
    private final JdbcClient jdbc;
    private final NavigableMap<Instant, Decisions> decisions = new TreeMap<>();
    /** What came before is known for good. */
    private Instant settled = Instant.MIN;

    private List<Minute> minutes = List.of();
    private long readAt;

    private record Decisions(long accepted, long refused) {

        static final Decisions NONE = new Decisions(0, 0);
    }

    Activity(PushLags pushLags, JdbcClient jdbc) {
        this.pushLags = pushLags;
        this.jdbc = jdbc;
    }

    /** The last sixty minutes of the database's clock, oldest first; the last one is under way. */
    synchronized List<Minute> lastHour() {
        if (minutes.isEmpty() || System.nanoTime() - readAt >= READ_AGAIN.toNanos()) {
            minutes = read();
            readAt = System.nanoTime();
        }
        return minutes;
    }

    private List<Minute> read() {
        Instant now = jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        Instant first = now.truncatedTo(ChronoUnit.MINUTES).minus(MINUTES - 1, ChronoUnit.MINUTES);
        readDecisions(first, now);
        Map<Instant, PushLag> lags = pushLags.from(first);
        return LongStream.range(0, MINUTES)
                .mapToObj(number -> first.plus(number, ChronoUnit.MINUTES))
                .map(at -> Minute.of(at, decisions.getOrDefault(at, Decisions.NONE), lags.get(at)))
                .toList();
    }

    private void readDecisions(Instant first, Instant now) {
        Instant from = settled.isBefore(first) ? first : settled;
        NavigableMap<Instant, Decisions> read = new TreeMap<>();
        jdbc.sql("""
                        SELECT date_trunc('minute', recorded_at) AS minute, count(*) AS all,
                               count(*) FILTER (WHERE event_type = :refused) AS refused
                        FROM event_store.event
                        WHERE event_type = ANY (:decisions) AND recorded_at >= :from::timestamptz
                        GROUP BY minute""")
                .param("refused", REFUSED)
                .param("decisions", DECISIONS)
                .param("from", from.toString())
                .query(row -> {
                    long refused = row.getLong("refused");
                    read.put(
                            row.getObject("minute", OffsetDateTime.class).toInstant(),
                            new Decisions(row.getLong("all") - refused, refused));
                });
        decisions.headMap(first).clear();
        decisions.tailMap(from, true).clear();
        decisions.putAll(read);
        settled = now.minus(MAY_CHANGE).truncatedTo(ChronoUnit.MINUTES);
    }

    /**
     * What went on in a minute.
     *
     * @param at its beginning
     * @param accepted decisions on invoices that were there; the receipt of one is none
     * @param refused those that were put on record as stale; the same one again within half a second counts once
     * @param pushes frames to sockets
     * @param pushLagP50Ms half of them went out within so many milliseconds after their commit; {@code null} where there
     *     were none, 30,000 where it was more than that
     * @param pushLagP99Ms ninety-nine of a hundred did
     */
    record Minute(
            Instant at,
            long accepted,
            long refused,
            long pushes,
            @Nullable Long pushLagP50Ms,
            @Nullable Long pushLagP99Ms) {

        private static Minute of(Instant at, Decisions decisions, @Nullable PushLag lag) {
            return new Minute(
                    at,
                    decisions.accepted(),
                    decisions.refused(),
                    lag == null ? 0 : lag.frames(),
                    lag == null ? null : lag.within(0.5),
                    lag == null ? null : lag.within(0.99));
        }
    }
}
