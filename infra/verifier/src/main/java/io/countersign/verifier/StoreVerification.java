package io.countersign.verifier;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Verifies a store in its database, in one snapshot: every event by itself and in its chain, the document of each invoice
 * against the event that it was received with, each event against its leaf and each leaf against its event, and the tree
 * over all leaves against checkpoints. It only reads.
 */
final class StoreVerification {

    private static final int FETCH_SIZE = 1000;

    /** Documents are large. */
    private static final int DOCUMENTS_FETCH_SIZE = 8;

    private final Report report;
    private String lastStream = "";
    private long lastVersion = -1;
    private long lastLeaf = -1;
    private long waiting;
    private long stuck;
    private long firstStuckPosition;
    private String firstStuck = "";

    StoreVerification(Report report) {
        this.report = report;
    }

    /**
     * Verifies.
     *
     * @param keys whose signatures count; where there are none, those that the database itself names
     * @param checkpoints known from elsewhere, beside those in the database
     */
    void verify(String url, Collection<Key> keys, Collection<Checkpoint> checkpoints) {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            events(connection);
            documents(connection);
            log(connection, keys, checkpoints);
            connection.rollback();
        } catch (SQLException e) {
            throw new CannotVerify("The store cannot be read", e);
        }
    }

    private void events(Connection connection) throws SQLException {
        Chain chain = new Chain(report);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_SIZE);
            // Nothing is taken for granted here: whoever rules the database can take off any constraint.
            ResultSet rows = statement.executeQuery("""
                    SELECT e.tableoid IS NOT NULL AS is_stored, l.tableoid IS NOT NULL AS is_in_log,
                           coalesce(e.stream_id, l.stream_id) AS stream_id, coalesce(e.version, l.version) AS version,
                           e.global_position, e.event_id, e.event_type, e.revision, e.payload, e.metadata,
                           e.recorded_at, encode(e.previous_hash, 'hex') AS previous_hash,
                           encode(e.content_hash, 'hex') AS content_hash, encode(e.hash, 'hex') AS hash,
                           l.leaf_index, encode(l.event_hash, 'hex') AS leaf_hash,
                           e.global_position > (SELECT coalesce(max(global_position), 0) FROM audit.leaf)
                           OR EXISTS (
                               SELECT FROM audit.passed_over p
                               WHERE e.global_position BETWEEN p.first_position AND p.last_position) AS waits,
                           e.recorded_at BETWEEN now() - interval '1 minute' AND now() + interval '1 minute' AS is_new
                    FROM event_store.event e
                    FULL JOIN audit.leaf l ON l.stream_id = e.stream_id AND l.version = e.version
                    ORDER BY coalesce(e.stream_id, l.stream_id), coalesce(e.version, l.version), l.leaf_index""");
            while (rows.next()) {
                String stream = rows.getString("stream_id");
                String version = rows.getString("version");
                if (stream == null || version == null) {
                    report.broken("%s names no stream or no version"
                            .formatted(
                                    rows.getBoolean("is_stored")
                                            ? "the event at position " + rows.getString("global_position")
                                            : "leaf %s of the log".formatted(rows.getString("leaf_index"))));
                } else {
                    event(rows, stream, Long.parseLong(version), chain);
                }
            }
        }
        report.say("events       %d in %d streams".formatted(chain.events(), chain.streams()));
        if (waiting > 0) {
            report.say("             %d of them are too new to be in the log; no checkpoint covers them"
                    .formatted(waiting));
        }
        if (stuck > 0) {
            report.broken(("the log stands still: %d events are not in it although they are not of the last minute, the"
                            + " first of them %s. Nothing proves them")
                    .formatted(stuck, firstStuck));
        }
    }

    private void event(ResultSet row, String stream, long version, Chain chain) throws SQLException {
        long leaf = row.getLong("leaf_index");
        boolean inLog = row.getBoolean("is_in_log");
        if (!row.getBoolean("is_stored")) {
            report.broken(stream, version, "it was removed; the log has it as leaf " + leaf);
            return;
        }
        if (inLog && stream.equals(lastStream) && version == lastVersion && leaf != lastLeaf) {
            report.broken(stream, version, "the log has it twice, as leaves %d and %d".formatted(lastLeaf, leaf));
            return;
        }
        lastStream = stream;
        lastVersion = version;
        lastLeaf = leaf;
        Event event;
        try {
            event = event(row, stream, version);
        } catch (SQLException | CannotVerify e) {
            chain.unreadable(stream, version, String.valueOf(e.getMessage()));
            return;
        }
        chain.next(event);
        if (inLog && !event.hash().equals(row.getString("leaf_hash"))) {
            report.broken(stream, version, "the log has another hash for it, as leaf " + leaf);
        } else if (!inLog && row.getBoolean("waits")) {
            waits(event, row);
        } else if (!inLog) {
            report.broken(stream, version, "the log does not have it, although it has later ones: it was put in");
        }
    }

    /** The service puts an event into the log within seconds: what does not get there is kept out of it. */
    private void waits(Event event, ResultSet row) throws SQLException {
        if (row.getBoolean("is_new")) {
            waiting++;
            return;
        }
        long position = row.getLong("global_position");
        if (stuck == 0 || position < firstStuckPosition) {
            firstStuckPosition = position;
            firstStuck =
                    "%s version %d, recorded at %s".formatted(event.streamId(), event.version(), event.recordedAt());
        }
        stuck++;
    }

    private void documents(Connection connection) throws SQLException {
        long documents = 0;
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(DOCUMENTS_FETCH_SIZE);
            ResultSet rows = statement.executeQuery("""
                    SELECT e.stream_id, e.version, e.payload, d.content
                    FROM event_store.event e
                    LEFT JOIN event_store.source_document d ON d.invoice_id::text = e.stream_id
                    WHERE e.event_type = '%s'
                    ORDER BY e.global_position""".formatted(Event.RECEIVED));
            while (rows.next()) {
                String stream = rows.getString("stream_id");
                String payload = rows.getString("payload");
                byte[] document = rows.getBytes("content");
                if (stream == null || payload == null) {
                    // It is broken as an event already.
                    continue;
                }
                if (document == null) {
                    report.broken(stream, rows.getLong("version"), "its document is missing");
                    continue;
                }
                documents++;
                if (!Event.documentHash(payload)
                        .equals(Optional.of(new Digest().bytes(document).sha256()))) {
                    report.broken(stream, rows.getLong("version"), Event.DOCUMENT_ALTERED);
                }
            }
        }
        report.say("documents    %d".formatted(documents));
    }

    private void log(Connection connection, Collection<Key> keys, Collection<Checkpoint> given) throws SQLException {
        Collection<Key> trusted = keys;
        if (keys.isEmpty()) {
            trusted = keysOf(connection);
            report.say("keys         from the database itself, which proves nothing against whoever rules it;"
                    + " give those that you know with --key");
        }
        List<Checkpoint> all = new ArrayList<>(given);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_SIZE);
            ResultSet rows = statement.executeQuery("SELECT text, number FROM audit.checkpoint ORDER BY number");
            while (rows.next()) {
                try {
                    all.add(Checkpoint.parse(text(rows, "text")));
                } catch (CannotVerify e) {
                    report.broken("checkpoint %s in the database cannot be read: %s"
                            .formatted(rows.getString("number"), e.getMessage()));
                }
            }
        }
        Checkpoints checkpoints = new Checkpoints(all, trusted, report);
        Tree tree = new Tree();
        checkpoints.compare(tree);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_SIZE);
            ResultSet rows = statement.executeQuery("""
                    SELECT leaf_index, stream_id, version, encode(event_hash, 'hex') AS hash
                    FROM audit.leaf ORDER BY leaf_index""");
            while (rows.next()) {
                if (rows.getLong("leaf_index") != tree.size()) {
                    report.broken("leaf " + tree.size() + " of the log is missing");
                    return;
                }
                String stream = rows.getString("stream_id");
                String hash = rows.getString("hash");
                if (stream == null || hash == null) {
                    report.broken("leaf " + tree.size() + " of the log names no stream or has no hash");
                    return;
                }
                tree.add(Event.leaf(stream, rows.getLong("version"), hash));
                checkpoints.compare(tree);
            }
        }
        checkpoints.end(tree);
        report.say("log          %d leaves, root %s".formatted(tree.size(), tree.root()));
    }

    private List<Key> keysOf(Connection connection) throws SQLException {
        List<Key> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT name, encode(public_key, 'hex') AS public_key FROM audit.signing_key")) {
            while (rows.next()) {
                try {
                    keys.add(Key.of(text(rows, "name"), text(rows, "public_key")));
                } catch (CannotVerify e) {
                    report.broken("a key in the database cannot be read: " + e.getMessage());
                }
            }
        }
        return keys;
    }

    private static Event event(ResultSet row, String stream, long version) throws SQLException {
        OffsetDateTime recordedAt = row.getObject("recorded_at", OffsetDateTime.class);
        if (recordedAt == null) {
            throw new CannotVerify("There is no recorded_at");
        }
        return new Event(
                stream,
                version,
                text(row, "event_id"),
                text(row, "event_type"),
                text(row, "revision"),
                recordedAt.toInstant(),
                text(row, "payload"),
                text(row, "metadata"),
                text(row, "previous_hash"),
                text(row, "content_hash"),
                text(row, "hash"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        String text = row.getString(column);
        if (text == null) {
            throw new CannotVerify("There is no " + column);
        }
        return text;
    }
}
