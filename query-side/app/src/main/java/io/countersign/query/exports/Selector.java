package io.countersign.query.exports;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.StaleDecisionRejected;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Chooses what an export holds: from the leaves of the log, stream after stream, so that an event that was removed from
 * the store is still chosen, and missed. Where it cannot be known any more whether such an event was asked for, it is
 * taken to be.
 */
@Component
class Selector {

    /** How many leaves one query reads. */
    private static final int LEAVES = 2000;

    /** How many streams are passed on together at least. */
    private static final int STREAMS = 500;

    private static final String EVERYTHING = "true";
    private static final String OF_THE_INVOICE = "stream_id IN (:review, :discussion)";
    /** The bounds are wider than the prefix, so that the index serves in whatever collation the database sorts by. */
    private static final String REFUSED_ATTEMPTS =
            "stream_id >= 'attempts' AND stream_id < 'attemptt' AND stream_id LIKE 'attempts/%'";

    private static final String PAGE = """
            SELECT leaf_index, stream_id, version, event_hash,
                   NULL::timestamptz AS recorded_at, NULL AS metadata, NULL AS attempt
            FROM audit.leaf
            WHERE (stream_id, version, leaf_index) > (:stream, :version, :leaf) AND leaf_index < :size AND %s
            ORDER BY stream_id, version, leaf_index
            LIMIT :limit""";

    private static final String PAGE_WITH_EVENTS = """
            WITH page AS MATERIALIZED (
                SELECT leaf_index, stream_id, version, event_hash
                FROM audit.leaf
                WHERE (stream_id, version, leaf_index) > (:stream, :version, :leaf) AND leaf_index < :size AND %s
                ORDER BY stream_id, version, leaf_index
                LIMIT :limit)
            SELECT p.*, e.recorded_at, e.metadata,
                   CASE WHEN e.stream_id LIKE 'attempts/%%' AND strpos(e.payload, :review) > 0
                        THEN e.payload END AS attempt
            FROM page p
            LEFT JOIN event_store.event e ON e.stream_id = p.stream_id AND e.version = p.version
            ORDER BY p.stream_id, p.version, p.leaf_index""";

    private final JdbcClient jdbc;

    Selector(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Chooses from the first {@code treeSize} leaves.
     *
     * @param sink takes the streams of what was chosen, some at a time
     */
    Selection select(ExportFilter filter, long treeSize, Consumer<List<SelectedStream>> sink) {
        Walk walk = new Walk(filter, treeSize, sink);
        if (filter.invoiceId() == null) {
            walk.through(EVERYTHING, filter.asksForContent());
        } else {
            walk.through(OF_THE_INVOICE, filter.asksForContent());
            walk.through(REFUSED_ATTEMPTS, true);
        }
        walk.end();
        return walk.selection;
    }

    /**
     * A leaf and what of its event decides.
     *
     * @param recordedAt {@code null} where the event is gone or was not looked at
     * @param metadata {@code null} where the event is gone or was not looked at
     * @param attempt what was attempted, where it may have been on the invoice asked for
     */
    private record Candidate(
            long leafIndex,
            String streamId,
            long version,
            byte[] eventHash,
            @Nullable Instant recordedAt,
            @Nullable String metadata,
            @Nullable String attempt) {}

    private final class Walk {

        private final ExportFilter filter;
        private final long treeSize;
        private final Consumer<List<SelectedStream>> sink;
        private final Selection selection = new Selection();
        private List<SelectedStream> found = new ArrayList<>();
        private @Nullable Candidate last;
        private VersionRanges versions = new VersionRanges();

        Walk(ExportFilter filter, long treeSize, Consumer<List<SelectedStream>> sink) {
            this.filter = filter;
            this.treeSize = treeSize;
            this.sink = sink;
        }

        void through(String streams, boolean lookingAtEvents) {
            String sql = (lookingAtEvents ? PAGE_WITH_EVENTS : PAGE).formatted(streams);
            Candidate from = null;
            List<Candidate> page;
            do {
                page = page(sql, from);
                page.forEach(this::add);
                from = page.isEmpty() ? null : page.getLast();
            } while (page.size() == LEAVES);
        }

        void end() {
            endStream();
            sink.accept(found);
        }

        private void add(Candidate candidate) {
            if (last != null && !last.streamId().equals(candidate.streamId())) {
                endStream();
            }
            last = candidate;
            if (belongs(candidate)) {
                selection.add(candidate.leafIndex());
                versions.add(candidate.version());
            }
        }

        private void endStream() {
            if (last != null && !versions.isEmpty()) {
                selection.addStream();
                found.add(new SelectedStream(
                        last.streamId(),
                        versions.toString(),
                        last.version(),
                        HexFormat.of().formatHex(last.eventHash())));
                versions = new VersionRanges();
                if (found.size() >= STREAMS) {
                    sink.accept(found);
                    found = new ArrayList<>();
                }
            }
        }

        private boolean belongs(Candidate candidate) {
            if (candidate.recordedAt() == null || candidate.metadata() == null) {
                return true;
            }
            return filter.period().covers(candidate.recordedAt())
                    && (filter.actor() == null || isBy(filter.actor(), candidate.metadata()))
                    && (filter.invoiceId() == null || concerns(filter.invoiceId(), candidate));
        }

        private List<Candidate> page(String sql, @Nullable Candidate after) {
            return jdbc.sql(sql)
                    .params(parameters(after))
                    .query((row, _) -> candidate(row))
                    .list();
        }

        private Map<String, Object> parameters(@Nullable Candidate after) {
            InvoiceId invoice = filter.invoiceId();
            return Map.of(
                    "stream", after == null ? "" : after.streamId(),
                    "version", after == null ? -1 : after.version(),
                    "leaf", after == null ? -1 : after.leafIndex(),
                    "size", treeSize,
                    "limit", LEAVES,
                    "review", invoice == null ? "" : invoice.toString(),
                    "discussion", invoice == null ? "" : CommentAdded.streamOf(invoice));
        }
    }

    private static boolean isBy(String actor, String metadata) {
        return EventContent.actor(metadata).map(actor::equals).orElse(true);
    }

    private static boolean concerns(InvoiceId invoiceId, Candidate candidate) {
        return !StaleDecisionRejected.isIn(candidate.streamId())
                || candidate.attempt() != null
                        && EventContent.invoiceId(candidate.attempt())
                                .map(invoiceId.toString()::equals)
                                .orElse(true);
    }

    private static Candidate candidate(ResultSet row) throws SQLException {
        OffsetDateTime recordedAt = row.getObject("recorded_at", OffsetDateTime.class);
        return new Candidate(
                row.getLong("leaf_index"),
                row.getString("stream_id"),
                row.getLong("version"),
                row.getBytes("event_hash"),
                recordedAt == null ? null : recordedAt.toInstant(),
                row.getString("metadata"),
                row.getString("attempt"));
    }
}
