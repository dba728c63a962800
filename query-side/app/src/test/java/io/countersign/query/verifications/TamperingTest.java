package io.countersign.query.verifications;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Somebody who rules the database server has switched the triggers off and changed something. The service and the
 * stand-alone verifier must both find it and name the event.
 */
class TamperingTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE =
            new QuerySideProcess(DATABASE, "countersign.checkpoint-interval=0");

    private static final InvoiceId BEFORE = OTHER.receive(Map.of("note", "0"));
    private static final InvoiceId INVOICE = OTHER.receive(Map.of("note", "0"));
    private static final InvoiceId AFTER = OTHER.receive(Map.of("note", "0"));
    private static final String DISCUSSION = INVOICE + "/discussion";
    private static final String ATTEMPTS = "attempts/here";

    private static final String COLUMNS =
            "global_position, stream_id, version, event_id, event_type, revision, payload, "
                    + "metadata, recorded_at, previous_hash, content_hash, hash";

    @TempDir
    private static Path folder;

    private static String key = "";
    private static Path published = Path.of("");

    @BeforeAll
    static void manyThingsHappenAndCheckpointsAreKept() throws IOException {
        correct(BEFORE);
        correct(INVOICE);
        for (String stream : List.of(DISCUSSION, ATTEMPTS)) {
            for (int version = 0; version < 3; version++) {
                OTHER.jdbc().sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        VALUES (?, ?, gen_random_uuid(), 'CommentAdded', '1', '{"text":"said"}', '{"actor":"anna"}')""").param(stream).param(version).update();
            }
        }
        String first = checkpoint();
        correct(AFTER);
        published = Files.writeString(folder.resolve("checkpoints"), first + "\n" + checkpoint());
        key = QUERY_SIDE
                .json("/api/audit/keys", "audrey")
                .at("/items/0/verifier_key")
                .stringValue();
        DATABASE.keep(List.of(
                "event_store.event", "event_store.source_document", "audit.leaf", "audit.node", "audit.checkpoint"));
    }

    @AfterEach
    void undo() {
        DATABASE.restore();
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void findsNothingWhereNothingWasChanged() {
        JsonNode run = verify();
        OfflineVerifier offline = offline();

        assertThat(run.get("broken")).isEmpty();
        assertThat(run.at("/found_breaks").asInt()).isZero();
        assertThat(run.at("/checked_events").asLong()).isEqualTo(count("event_store.event"));
        assertThat(run.at("/checked_leaves").asLong()).isEqualTo(count("audit.leaf"));
        assertThat(run.at("/checked_streams").asLong()).isEqualTo(5);
        assertThat(offline.exitCode()).as(offline.output()).isZero();
        assertThat(offline.output())
                .contains("VERIFIED")
                .contains("in 5 streams")
                .contains("signed by countersign+");
    }

    static Stream<Arguments> changesOfEvents() {
        String one = "stream_id = '" + INVOICE + "' AND version = ";
        return Stream.of(
                argumentSet(
                        "payload", INVOICE, 2, "content", set("payload = replace(payload, 'note', 'n0te')", one + 2)),
                argumentSet("actor", INVOICE, 2, "content", set("metadata = replace(metadata, 'ben', 'eve')", one + 2)),
                argumentSet(
                        "instant", INVOICE, 1, "instant", set("recorded_at = recorded_at - interval '1 s'", one + 1)),
                argumentSet("hash", INVOICE, 1, "hash", set("hash = sha256(hash)", one + 1)),
                argumentSet("content hash", INVOICE, 1, "content", set("content_hash = sha256(hash)", one + 1)),
                argumentSet("previous hash", INVOICE, 3, "hash", set("previous_hash = sha256(hash)", one + 3)),
                argumentSet("type", INVOICE, 3, "names", set("event_type = 'InvoiceApproved'", one + 3)),
                argumentSet("id", INVOICE, 0, "names", set("event_id = gen_random_uuid()", one + 0)),
                argumentSet(
                        "a hash that is none", INVOICE, 1, "hash", set("hash = '\\x00', previous_hash = ''", one + 1)),
                argumentSet(
                        "one and all that follow, with the right hashes",
                        INVOICE,
                        2,
                        "log has another hash",
                        set("payload = replace(payload, 'note', 'n0te')", one + 2) + rechain(INVOICE, 2)),
                argumentSet("removed from the middle", INVOICE, 2, "removed", delete(one + 2)),
                argumentSet("removed at the beginning", INVOICE, 0, "removed", delete(one + 0)),
                argumentSet("removed at the end", INVOICE, 5, "removed", delete(one + 5)),
                argumentSet(
                        "removed from the middle, the rest moved up and given the right hashes",
                        INVOICE,
                        2,
                        "log has another hash",
                        delete(one + 2) + shift(INVOICE, 2, -1) + rechain(INVOICE, 2)),
                argumentSet("the whole review", INVOICE, 0, "removed", delete("stream_id = '" + INVOICE + "'")),
                argumentSet(
                        "two change places",
                        INVOICE,
                        2,
                        "place",
                        set("version = 1000", one + 2) + set("version = 2", one + 3) + set("version = 3", one + 1000)),
                argumentSet(
                        "two change places and get the right hashes",
                        INVOICE,
                        2,
                        "log has another hash",
                        set("version = 1000", one + 2)
                                + set("version = 2", one + 3)
                                + set("version = 3", one + 1000)
                                + rechain(INVOICE, 2)),
                argumentSet("put in at the end", INVOICE, 6, "hash", insert(INVOICE, 5, INVOICE, 6)),
                argumentSet(
                        "put in at the end with the right hashes",
                        INVOICE,
                        6,
                        "log does not have it",
                        insert(INVOICE, 5, INVOICE, 6) + rechain(INVOICE, 6)),
                argumentSet(
                        "put in in the middle, the rest moved down, with the right hashes",
                        INVOICE,
                        2,
                        "log has another hash",
                        shift(INVOICE, 2, 1) + insert(INVOICE, 1, INVOICE, 2) + rechain(INVOICE, 2)),
                argumentSet(
                        "a new review with the right hashes",
                        "0193ffff-0000-7000-8000-000000000001",
                        0,
                        "log does not have it",
                        insert(INVOICE, 0, "0193ffff-0000-7000-8000-000000000001", 0)
                                + rechain("0193ffff-0000-7000-8000-000000000001", 0)),
                argumentSet(
                        "the document, its kept hash with it",
                        INVOICE,
                        0,
                        "document was altered",
                        "UPDATE event_store.source_document SET content = 'forged' WHERE invoice_id = '" + INVOICE
                                + "';"),
                argumentSet(
                        "the document taken away",
                        INVOICE,
                        0,
                        "document is missing",
                        "DELETE FROM event_store.source_document WHERE invoice_id = '" + INVOICE + "';"),
                argumentSet(
                        "the document and its hash in the event, with the right hashes",
                        INVOICE,
                        0,
                        "log has another hash",
                        "UPDATE event_store.source_document SET content = 'forged' WHERE invoice_id = '" + INVOICE
                                + "';"
                                + set(
                                        "payload = regexp_replace(payload, '\"sha256\":\"[0-9a-f]+',"
                                                + " '\"sha256\":\"' || encode(sha256('forged'), 'hex'))",
                                        one + 0)
                                + rechain(INVOICE, 0)),
                argumentSet(
                        "a comment",
                        DISCUSSION,
                        1,
                        "content",
                        set("payload = '{\"text\":\"never\"}'", "stream_id = '" + DISCUSSION + "' AND version = 1")),
                argumentSet(
                        "the end of a discussion",
                        DISCUSSION,
                        2,
                        "removed",
                        delete("stream_id = '" + DISCUSSION + "' AND version = 2")),
                argumentSet(
                        "a refused attempt",
                        ATTEMPTS,
                        1,
                        "removed",
                        delete("stream_id = '" + ATTEMPTS + "' AND version = 1")));
    }

    @ParameterizedTest
    @MethodSource("changesOfEvents")
    void bothFindAndNameTheFirstBrokenEvent(Object stream, long version, String reason, String change) {
        DATABASE.tamper(change);

        JsonNode broken = verify().get("broken");
        OfflineVerifier offline = offline();

        assertThat(broken).hasSize(1);
        assertThat(broken.at("/0/stream_id").stringValue()).isEqualTo(stream.toString());
        assertThat(broken.at("/0/version").asLong()).isEqualTo(version);
        assertThat(broken.at("/0/reason").stringValue()).contains(reason);
        assertThat(offline.exitCode()).isEqualTo(1);
        assertThat(offline.broken()).hasSize(1);
        assertThat(offline.broken().getFirst())
                .startsWith("%s version %d: ".formatted(stream, version))
                .contains(reason);
    }

    @Test
    void namesTheInvoiceOfABrokenEvent() {
        DATABASE.tamper(set("payload = '{}'", "version = 1 AND stream_id LIKE '" + INVOICE + "%'")
                + set("payload = '{}'", "version = 1 AND stream_id = '" + ATTEMPTS + "'"));

        JsonNode broken = verify().get("broken");

        assertThat(broken.at("/0/invoice_id").stringValue()).isEqualTo(INVOICE.toString());
        assertThat(broken.at("/0/review_version").asLong()).isEqualTo(1);
        assertThat(broken.at("/1/stream_id").stringValue()).isEqualTo(DISCUSSION);
        assertThat(broken.at("/1/invoice_id").stringValue()).isEqualTo(INVOICE.toString());
        assertThat(broken.at("/1/review_version").isNull()).isTrue();
        assertThat(broken.at("/2/stream_id").stringValue()).isEqualTo(ATTEMPTS);
        assertThat(broken.at("/2/invoice_id").isNull()).isTrue();
    }

    static Stream<Arguments> changesOfTheLog() {
        return Stream.of(
                argumentSet(
                        "a leaf, to fit an event that was written anew",
                        "another root",
                        set(
                                        "payload = replace(payload, 'note', 'n0te')",
                                        "stream_id = '" + INVOICE + "' AND version = 2")
                                + rechain(INVOICE, 2)
                                + "UPDATE audit.leaf l SET event_hash = e.hash FROM event_store.event e"
                                + " WHERE e.stream_id = l.stream_id AND e.version = l.version;"),
                argumentSet(
                        "an event with its leaf",
                        "missing",
                        delete("stream_id = '" + ATTEMPTS + "' AND version = 2")
                                + "DELETE FROM audit.leaf WHERE stream_id = '" + ATTEMPTS + "' AND version = 2;"),
                argumentSet(
                        "the newest events with their leaves",
                        "cut off",
                        "DELETE FROM audit.leaf WHERE stream_id = '" + AFTER + "' AND version > 0;"
                                + "DELETE FROM audit.node WHERE node_index << level > 12;"
                                + delete("stream_id = '" + AFTER + "' AND version > 0")),
                argumentSet(
                        "everything",
                        "cut off",
                        "DELETE FROM event_store.event; DELETE FROM audit.leaf; DELETE FROM audit.node"),
                argumentSet(
                        "a checkpoint",
                        "signed by none",
                        "UPDATE audit.checkpoint SET text = replace(text, E'\\n\\n', E'\\nmore\\n\\n') WHERE number = 1;"));
    }

    @ParameterizedTest
    @MethodSource("changesOfTheLog")
    void bothFindThatTheLogItselfWasChanged(String said, String change) {
        DATABASE.tamper(change);

        JsonNode broken = verify().get("broken");
        OfflineVerifier offline = offline();

        assertThat(broken.values())
                .filteredOn(found -> found.at("/stream_id").isNull())
                .as(broken.toString())
                .hasSize(1);
        assertThat(offline.exitCode()).isEqualTo(1);
        assertThat(offline.broken()).anyMatch(line -> line.contains(said));
    }

    @Test
    void findsByWhatAnAuditorKeptThatEverythingWasTakenAwayEvenItsCheckpoints() {
        DATABASE.tamper("DELETE FROM event_store.event; DELETE FROM audit.leaf; DELETE FROM audit.node;"
                + "DELETE FROM audit.checkpoint");

        OfflineVerifier offline = offline();

        assertThat(offline.exitCode()).isEqualTo(1);
        assertThat(offline.broken()).anyMatch(line -> line.contains("cut off"));
    }

    private static OfflineVerifier offline() {
        return OfflineVerifier.run("store", DATABASE.url(), "--key", key, "--checkpoints", published.toString());
    }

    private static JsonNode verify() {
        HttpResponse<byte[]> begun = QUERY_SIDE.post("/api/audit/verifications", "audrey");
        assertThat(begun.statusCode()).isEqualTo(202);
        String path = "/api/audit/verifications/"
                + QuerySideProcess.json(begun).at("/run_id").stringValue();
        assertThat(begun.headers().firstValue("Location")).hasValue(path);
        Eventually.that(
                () -> assertThat(QUERY_SIDE.json(path, "audrey").at("/state").stringValue())
                        .isEqualTo("done"));
        return QUERY_SIDE.json(path, "audrey");
    }

    private static String checkpoint() {
        HttpResponse<byte[]> signed = QUERY_SIDE.post("/api/audit/checkpoints", "audrey");
        assertThat(signed.statusCode()).isEqualTo(201);
        return QuerySideProcess.json(signed).at("/text").stringValue();
    }

    private static void correct(InvoiceId invoice) {
        for (int version = 1; version <= 5; version++) {
            OTHER.correct(invoice, version, "ben", "note", "" + (version - 1), "" + version);
        }
    }

    private static long count(String table) {
        return OTHER.jdbc()
                .sql("SELECT count(*) FROM " + table)
                .query(Long.class)
                .single();
    }

    private static String set(String change, String which) {
        return "UPDATE event_store.event SET " + change + " WHERE " + which + ";";
    }

    private static String delete(String which) {
        return "DELETE FROM event_store.event WHERE " + which + ";";
    }

    /** Moves the events of a stream from a version on; over a detour, so that no two are in one place meanwhile. */
    private static String shift(Object stream, long from, long by) {
        String which = "stream_id = '" + stream + "' AND version >= ";
        return set("version = version + 1000", which + from) + set("version = version - " + (1000 - by), which + 1000);
    }

    /** Puts a copy of an event in, at a position that the log passed long ago. */
    private static String insert(Object fromStream, long fromVersion, Object toStream, long toVersion) {
        return """
                INSERT INTO event_store.event (%1$s) OVERRIDING SYSTEM VALUE
                SELECT -1, '%4$s', %5$d, gen_random_uuid(), event_type, revision, payload, metadata, recorded_at,
                    previous_hash, content_hash, hash
                FROM event_store.event WHERE stream_id = '%2$s' AND version = %3$d;
                """.formatted(COLUMNS, fromStream, fromVersion, toStream, toVersion);
    }

    /** Gives the events of a stream the hashes that they would have if they had always been so. */
    private static String rechain(Object stream, long from) {
        return """
                DO $$
                DECLARE
                    e event_store.event;
                    previous bytea := coalesce(
                        (SELECT hash FROM event_store.event WHERE stream_id = '%1$s' AND version = %2$d - 1),
                        decode(repeat('00', 32), 'hex'));
                BEGIN
                    FOR e IN SELECT * FROM event_store.event WHERE stream_id = '%1$s' AND version >= %2$d ORDER BY version
                    LOOP
                        e.content_hash := sha256(event_store.field('countersign-content-1')
                            || event_store.field(e.payload) || event_store.field(e.metadata));
                        e.hash := sha256(event_store.field('countersign-event-1') || previous
                            || event_store.field(e.stream_id) || event_store.field(e.version::text)
                            || event_store.field(e.event_id::text) || event_store.field(e.event_type)
                            || event_store.field(e.revision)
                            || event_store.field(to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
                            || e.content_hash);
                        UPDATE event_store.event
                        SET previous_hash = previous, content_hash = e.content_hash, hash = e.hash
                        WHERE global_position = e.global_position;
                        previous := e.hash;
                    END LOOP;
                END;
                $$;
                """.formatted(stream, from);
    }
}
