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
import java.util.Objects;
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
        long waiting = 0;
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH_SIZE);
            ResultSet rows = statement.executeQuery("""
                    SELECT e.stream_id, e.version, e.event_id, e.event_type, e.revision, e.payload, e.metadata,
                           e.recorded_at, encode(e.previous_hash, 'hex') AS previous_hash,
                           encode(e.content_hash, 'hex') AS content_hash, encode(e.hash, 'hex') AS hash,
                           l.leaf_index, l.stream_id AS leaf_stream, l.version AS leaf_version,
                           encode(l.event_hash, 'hex') AS leaf_hash,
                           e.global_position > (SELECT coalesce(max(global_position), 0) FROM audit.leaf)
                           OR EXISTS (
                               SELECT FROM audit.passed_over p
                               WHERE e.global_position BETWEEN p.first_position AND p.last_position) AS waits
                    FROM event_store.event e
                    FULL JOIN audit.leaf l ON l.stream_id = e.stream_id AND l.version = e.version
                    ORDER BY coalesce(e.stream_id, l.stream_id), coalesce(e.version, l.version), l.leaf_index""");
            long lastLeaf = -1;
            String lastStream = "";
            long lastVersion = -1;
            while (rows.next()) {
                boolean inLog = rows.getString("leaf_stream") != null;
                if (rows.getString("stream_id") == null) {
                    report.broken(
                            Objects.requireNonNull(rows.getString("leaf_stream")),
                            rows.getLong("leaf_version"),
                            "it was removed; the log has it as leaf " + rows.getLong("leaf_index"));
                    continue;
                }
                Event event = event(rows);
                if (inLog && event.streamId().equals(lastStream) && event.version() == lastVersion) {
                    report.broken(
                            event.streamId(),
                            event.version(),
                            "the log has it twice, as leaves %d and %d"
                                    .formatted(lastLeaf, rows.getLong("leaf_index")));
                    continue;
                }
                lastStream = event.streamId();
                lastVersion = event.version();
                lastLeaf = rows.getLong("leaf_index");
                chain.next(event);
                if (inLog && !event.hash().equals(rows.getString("leaf_hash"))) {
                    report.broken(
                            event.streamId(),
                            event.version(),
                            "the log has another hash for it, as leaf " + rows.getLong("leaf_index"));
                } else if (!inLog && rows.getBoolean("waits")) {
                    waiting++;
                } else if (!inLog) {
                    report.broken(
                            event.streamId(),
                            event.version(),
                            "the log does not have it, although it has later ones: it was put in");
                }
            }
        }
        report.say("events       %d in %d streams".formatted(chain.events(), chain.streams()));
        if (waiting > 0) {
            report.say("             %d of them are too new to be in the log; no checkpoint covers them"
                    .formatted(waiting));
        }
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
                String stream = text(rows, "stream_id");
                byte[] document = rows.getBytes("content");
                if (document == null) {
                    report.broken(stream, rows.getLong("version"), "its document is missing");
                    continue;
                }
                documents++;
                if (!Event.documentHash(text(rows, "payload"))
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
            ResultSet rows = statement.executeQuery("SELECT text FROM audit.checkpoint ORDER BY number");
            while (rows.next()) {
                all.add(Checkpoint.parse(Objects.requireNonNull(rows.getString(1))));
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
                tree.add(Event.leaf(
                        Objects.requireNonNull(rows.getString("stream_id")),
                        rows.getLong("version"),
                        Objects.requireNonNull(rows.getString("hash"))));
                checkpoints.compare(tree);
            }
        }
        checkpoints.end(tree);
        report.say("log          %d leaves, root %s".formatted(tree.size(), tree.root()));
    }

    private static List<Key> keysOf(Connection connection) throws SQLException {
        List<Key> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT name, encode(public_key, 'hex') FROM audit.signing_key")) {
            while (rows.next()) {
                keys.add(Key.of(Objects.requireNonNull(rows.getString(1)), Objects.requireNonNull(rows.getString(2))));
            }
        }
        return keys;
    }

    private static Event event(ResultSet row) throws SQLException {
        return new Event(
                text(row, "stream_id"),
                row.getLong("version"),
                text(row, "event_id"),
                text(row, "event_type"),
                text(row, "revision"),
                Objects.requireNonNull(row.getObject("recorded_at", OffsetDateTime.class))
                        .toInstant(),
                text(row, "payload"),
                text(row, "metadata"),
                text(row, "previous_hash"),
                text(row, "content_hash"),
                text(row, "hash"));
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return Objects.requireNonNull(row.getString(column), column);
    }
}
