package io.countersign.query.auditlog;

import io.countersign.query.auditlog.MerkleTree.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Gives each event its leaf. Any node may do it at any time; a lock in the database lets one at a time, and the next one
 * goes on where it ended.
 *
 * <p>Leaves come in the order in which events are found, by and large that of their positions in the store. A position
 * that is not there yet holds nothing up: it is noted as passed over, and its event gets the next leaf when it is
 * committed. It is forgotten when every transaction that was writing to the store when it was noted has ended, so that
 * nothing can come any more.
 */
@Component
public class Sequencer {

    /** How many leaves one transaction appends at most. */
    private static final int BATCH_SIZE = 5000;

    /** How long events may wait while none gets a leaf. Whoever holds them up could alter them meanwhile. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int COUNTED = 10_000;

    /** Distinguishes this lock from others in the database. */
    private static final long LOCK = 0x636f756e_6c6f6701L;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final EventLog log;

    private final Duration patience;
    private long newestLeaf = -1;
    /** When it was last seen that a leaf had come, or that no event waited; as {@link System#nanoTime} counts. */
    private volatile long moved = System.nanoTime();

    private volatile boolean beyond;

    /** By where a passed-over range begins: the transactions that may yet commit into it, as PostgreSQL names them. */
    private final Map<Long, Set<String>> writersAtRange = new HashMap<>();

    @Autowired
    Sequencer(JdbcClient jdbc, PlatformTransactionManager transactionManager, EventLog log) {
        this(jdbc, transactionManager, log, PATIENCE);
    }

    Sequencer(JdbcClient jdbc, PlatformTransactionManager transactionManager, EventLog log, Duration patience) {
        this.patience = patience;
        this.jdbc = jdbc;
        // Not within another one: the lock would be held until that ends.
        this.transaction = new TransactionTemplate(
                transactionManager, new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_REQUIRES_NEW));
        this.log = log;
    }

    /** Gives all events that are committed now their leaves. Waits for another node that is at it. */
    public void catchUp() {
        while (append(true) == BATCH_SIZE) {
            // There may be more.
        }
    }

    /** Does some of that, unless another node is at it; whether there may be more to do. */
    boolean goOn() {
        int appended = append(false);
        watch();
        return appended == BATCH_SIZE;
    }

    /** How many events come after the newest that has its leaf, as far as {@value #COUNTED}. */
    public long waiting() {
        return jdbc.sql("""
                        SELECT count(*) FROM (
                            SELECT FROM event_store.event
                            WHERE global_position > (SELECT coalesce(max(global_position), 0) FROM audit.leaf)
                            LIMIT ?) _""").param(COUNTED).query(Long.class).single();
    }

    /** Why new events do not get into the log, empty where they do. */
    public Optional<String> alarm() {
        if (beyond) {
            return Optional.of("The log goes on beyond the newest event: its end was altered, or events were removed.");
        }
        Duration still = Duration.ofNanos(System.nanoTime() - moved);
        return still.compareTo(patience) > 0
                ? Optional.of("No event got into the log for %d s, as far as can be seen.".formatted(still.toSeconds()))
                : Optional.empty();
    }

    private void watch() {
        jdbc.sql("SELECT (SELECT max(global_position) FROM audit.leaf) AS leaf,"
                        + " (SELECT max(global_position) FROM event_store.event) AS event")
                .query((RowCallbackHandler) row -> {
                    long leaf = row.getLong("leaf");
                    long event = row.getLong("event");
                    if (leaf >= event || leaf != newestLeaf) {
                        moved = System.nanoTime();
                    }
                    newestLeaf = leaf;
                    beyond = leaf > event;
                });
    }

    private synchronized int append(boolean waiting) {
        // Before anything is read: who is not among these has committed visibly, or never will.
        Set<String> writers = writers();
        Integer appended = transaction.execute(_ -> lock(waiting) ? append(writers) : 0);
        return appended == null ? 0 : appended;
    }

    private boolean lock(boolean waiting) {
        // A node that froze with the lock in its hand loses it.
        jdbc.sql("SET LOCAL idle_in_transaction_session_timeout = '10s'").update();
        if (!waiting) {
            return jdbc.sql("SELECT pg_try_advisory_xact_lock(?)")
                    .param(LOCK)
                    .query(Boolean.class)
                    .single();
        }
        jdbc.sql("SELECT true FROM pg_advisory_xact_lock(?)")
                .param(LOCK)
                .query(Boolean.class)
                .single();
        return true;
    }

    private int append(Set<String> writers) {
        long position = jdbc.sql("SELECT coalesce(max(global_position), 0) FROM audit.leaf")
                .query(Long.class)
                .single();
        List<PassedOver> passedOver = jdbc.sql("SELECT first_position, last_position FROM audit.passed_over")
                .query((row, _) -> new PassedOver(row.getLong("first_position"), row.getLong("last_position")))
                .list();
        // Others forget ranges too.
        writersAtRange
                .keySet()
                .retainAll(passedOver.stream().map(PassedOver::first).toList());
        List<Found> found = find(position);
        if (!found.isEmpty()) {
            append(found);
        }
        List<PassedOver> fresh = passedOver(position, found);
        note(fresh);
        if (found.size() < BATCH_SIZE) {
            forget(passedOver, writers);
        }
        return found.size();
    }

    /** What has no leaf yet, by position; in one snapshot, so that no event comes before its predecessor. */
    private List<Found> find(long position) {
        return jdbc.sql("""
                        SELECT late.global_position, late.stream_id, late.version, late.hash
                        FROM audit.passed_over p
                        CROSS JOIN LATERAL (
                            SELECT e.global_position, e.stream_id, e.version, e.hash
                            FROM event_store.event e
                            WHERE e.global_position BETWEEN p.first_position AND p.last_position
                            OFFSET 0) late
                        WHERE NOT EXISTS (SELECT FROM audit.leaf l WHERE l.global_position = late.global_position)
                        UNION
                        (SELECT global_position, stream_id, version, hash
                        FROM event_store.event
                        WHERE global_position > ?
                        ORDER BY global_position
                        LIMIT ?)
                        ORDER BY global_position
                        LIMIT ?""")
                .param(position)
                .param(BATCH_SIZE)
                .param(BATCH_SIZE)
                .query((row, _) -> new Found(
                        row.getLong("global_position"),
                        row.getString("stream_id"),
                        row.getLong("version"),
                        row.getBytes("hash")))
                .list();
    }

    private void append(List<Found> found) {
        Frontier frontier = log.frontier(log.size());
        int count = found.size();
        Long[] indexes = new Long[count];
        Long[] positions = new Long[count];
        String[] streams = new String[count];
        Long[] versions = new Long[count];
        byte[][] hashes = new byte[count][];
        List<Node> nodes = new ArrayList<>();
        List<byte[]> nodeHashes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Found event = found.get(i);
            indexes[i] = frontier.size();
            positions[i] = event.position();
            streams[i] = event.streamId();
            versions[i] = event.version();
            hashes[i] = event.hash();
            frontier.append(
                    new Leaf(indexes[i], event.streamId(), event.version(), event.hash()).hash(), (node, hash) -> {
                        nodes.add(node);
                        nodeHashes.add(hash.bytes());
                    });
        }
        jdbc.sql("""
                        INSERT INTO audit.leaf (leaf_index, global_position, stream_id, version, event_hash)
                        SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::bytea[])""")
                .param(indexes)
                .param(positions)
                .param(streams)
                .param(versions)
                .param(hashes)
                .update();
        jdbc.sql("""
                        INSERT INTO audit.node (level, node_index, hash)
                        SELECT * FROM unnest(?::int[], ?::bigint[], ?::bytea[])""")
                .param(nodes.stream().map(Node::level).toArray(Integer[]::new))
                .param(nodes.stream().map(Node::index).toArray(Long[]::new))
                .param(nodeHashes.toArray(byte[][]::new))
                .update();
    }

    private static List<PassedOver> passedOver(long position, List<Found> found) {
        List<PassedOver> ranges = new ArrayList<>();
        long expected = position + 1;
        for (Found event : found) {
            if (event.position() > expected) {
                ranges.add(new PassedOver(expected, event.position() - 1));
            }
            expected = Math.max(expected, event.position() + 1);
        }
        return ranges;
    }

    private void note(List<PassedOver> ranges) {
        if (ranges.isEmpty()) {
            return;
        }
        Set<String> writers = writers();
        for (PassedOver range : ranges) {
            jdbc.sql("INSERT INTO audit.passed_over VALUES (?, ?)")
                    .param(range.first())
                    .param(range.last())
                    .update();
            writersAtRange.put(range.first(), writers);
        }
    }

    /** Forgets ranges that nobody can fill any more. */
    private void forget(List<PassedOver> ranges, Set<String> writers) {
        if (ranges.isEmpty()) {
            return;
        }
        Set<String> now = writers();
        for (PassedOver range : ranges) {
            // Another node noted it, which may be gone: who writes now includes who wrote then and still does.
            Set<String> mayFill = writersAtRange.putIfAbsent(range.first(), now);
            if (mayFill != null && Collections.disjoint(mayFill, writers)) {
                jdbc.sql("DELETE FROM audit.passed_over WHERE first_position = ?")
                        .param(range.first())
                        .update();
                writersAtRange.remove(range.first());
            }
        }
    }

    /**
     * The transactions that have locked the store's table for writing. An insert takes that lock before it takes a
     * position, and its transaction gives it back after its commit can be seen. A transaction that was prepared for a
     * later commit has no lasting name, so all of these count as one.
     */
    private Set<String> writers() {
        return Set.copyOf(jdbc.sql("""
                        SELECT DISTINCT CASE WHEN virtualtransaction LIKE '-1/%' THEN 'prepared' ELSE virtualtransaction END
                        FROM pg_locks
                        WHERE locktype = 'relation'
                          AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                          AND relation = 'event_store.event'::regclass
                          AND granted AND mode <> 'AccessShareLock'""").query(String.class).list());
    }

    private record PassedOver(long first, long last) {}

    private record Found(long position, String streamId, long version, byte[] hash) {}
}
