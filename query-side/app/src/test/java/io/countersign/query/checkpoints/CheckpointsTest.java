package io.countersign.query.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class CheckpointsTest {

    private static final String OFF = "countersign.checkpoint-interval=0";
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(DATABASE, OFF);

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void areFoundBySizeHoweverManyThereAre() throws Exception {
        try (Connection connection = DriverManager.getConnection(DATABASE.url());
                Statement statement = connection.createStatement()) {
            // Of few it would read all.
            statement.execute("SET enable_seqscan = off");
            try (ResultSet plan = statement.executeQuery(
                    "EXPLAIN (FORMAT JSON) SELECT text FROM audit.checkpoint WHERE tree_size > 2000 AND tree_size <= 4000"
                            + " ORDER BY tree_size, number")) {
                plan.next();
                assertThat(plan.getString(1)).contains("Index Cond").contains("tree_size");
            }
        }
    }

    @Test
    void signsOverAllThatIsCommittedInAFormThatAnybodyCanCheck() throws Exception {
        OTHER.receive(Map.of("note", "0"));
        JsonNode checkpoint = sign(QUERY_SIDE);

        long events = OTHER.jdbc()
                .sql("SELECT count(*) FROM event_store.event")
                .query(Long.class)
                .single();
        assertThat(checkpoint.at("/tree_size").asLong()).isEqualTo(events);
        assertThat(checkpoint.at("/signed_at").stringValue()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
        String[] lines = checkpoint.at("/text").stringValue().split("\n", -1);
        assertThat(lines[0]).isEqualTo("countersign");
        assertThat(lines[1]).isEqualTo(Long.toString(events));
        assertThat(HexFormat.of().formatHex(Base64.getDecoder().decode(lines[2])))
                .isEqualTo(checkpoint.at("/root_hash").stringValue());
        assertThat(lines[3]).isEmpty();
        assertThat(lines[4]).startsWith("\u2014 countersign ");
        byte[] line = Base64.getDecoder().decode(lines[4].substring("\u2014 countersign ".length()));
        assertThat(HexFormat.of().formatHex(line, 0, 4))
                .isEqualTo(checkpoint.at("/key_id").stringValue());
        JsonNode key = key(checkpoint.at("/key_id").stringValue());
        assertThat(key.at("/algorithm").stringValue()).isEqualTo("Ed25519");
        assertThat(key.at("/verifier_key").stringValue())
                .startsWith("countersign+" + checkpoint.at("/key_id").stringValue() + "+");
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(publicKey(key.at("/public_key").stringValue()));
        signature.update((lines[0] + "\n" + lines[1] + "\n" + lines[2] + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(Arrays.copyOfRange(line, 4, line.length))).isTrue();
    }

    @Test
    void listsAllNewestFirstInPages() {
        for (int i = 0; i < 3; i++) {
            OTHER.receive(Map.of("note", "0"));
            sign(QUERY_SIDE);
        }

        JsonNode first = QUERY_SIDE.json("/api/audit/checkpoints?limit=2", "audrey");
        JsonNode second = QUERY_SIDE.json(
                "/api/audit/checkpoints?limit=1&cursor="
                        + first.at("/next_cursor").stringValue(),
                "audrey");

        assertThat(first.get("items").size()).isEqualTo(2);
        assertThat(List.of(
                        first.at("/items/0/tree_size").asLong(),
                        first.at("/items/1/tree_size").asLong(),
                        second.at("/items/0/tree_size").asLong()))
                .isSortedAccordingTo(Comparator.<Long>reverseOrder())
                .doesNotHaveDuplicates();
        assertThat(QUERY_SIDE
                        .get("/api/audit/checkpoints?cursor=nonsense", "audrey")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void provesTheEventsOfAnInvoice() throws Exception {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        for (int i = 1; i < 5; i++) {
            OTHER.correct(invoice, i, "ben", "note", "" + (i - 1), "" + i);
        }
        sign(QUERY_SIDE);
        OTHER.correct(invoice, 5, "ben", "note", "4", "5");

        JsonNode proof = QUERY_SIDE.json("/api/audit/proofs?invoice_id=" + invoice, "audrey");

        assertThat(proof.get("events").size()).isEqualTo(5);
        assertThat(proof.at("/not_covered").asInt()).isEqualTo(1);
        for (JsonNode event : proof.get("events")) {
            assertThat(event.at("/event/hash")).isEqualTo(event.at("/event_hash"));
            assertThat(rootFrom(event, proof.at("/checkpoint/tree_size").asLong()))
                    .isEqualTo(proof.at("/checkpoint/root_hash").stringValue());
        }
        problem(404, "INVOICE_NOT_FOUND", "/api/audit/proofs?invoice_id=" + UUID.randomUUID());
        problem(400, "MALFORMED_REQUEST", "/api/audit/proofs");
    }

    @Test
    void provesThatALaterLogBeginsWithAnEarlierOne() {
        OTHER.receive(Map.of("note", "0"));
        JsonNode before = sign(QUERY_SIDE);
        for (int i = 0; i < 5; i++) {
            OTHER.receive(Map.of("note", "0"));
        }
        JsonNode after = sign(QUERY_SIDE);
        long from = before.at("/tree_size").asLong();
        long to = after.at("/tree_size").asLong();

        JsonNode proof = QUERY_SIDE.json("/api/audit/proofs?from_size=%d&to_size=%d".formatted(from, to), "audrey");

        assertThat(proof.at("/from_root")).isEqualTo(before.at("/root_hash"));
        assertThat(proof.at("/to_root")).isEqualTo(after.at("/root_hash"));
        assertThat(proof.get("consistency")).isNotEmpty();
        problem(400, "MALFORMED_REQUEST", "/api/audit/proofs?from_size=%d&to_size=%d".formatted(to, from));
        problem(400, "MALFORMED_REQUEST", "/api/audit/proofs?from_size=0&to_size=%d".formatted(to + 1000));
        problem(400, "MALFORMED_REQUEST", "/api/audit/proofs?from_size=1");
    }

    @Test
    void isForAuditorsOnly() {
        sign(QUERY_SIDE);
        for (String user : List.of("anna", "ben", "otto")) {
            assertThat(QUERY_SIDE.post("/api/audit/checkpoints", user).statusCode())
                    .isEqualTo(403);
            for (String path : List.of("checkpoints", "keys", "proofs?from_size=0&to_size=0")) {
                assertThat(QUERY_SIDE.get("/api/audit/" + path, user).statusCode())
                        .as(path)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void signsOnScheduleWhatWasAddedAndNothingTwice() {
        TestDatabase database = TestDatabase.create();
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess first = new QuerySideProcess(database, "countersign.checkpoint-interval=100ms");
                QuerySideProcess second = new QuerySideProcess(
                        database, "countersign.checkpoint-interval=100ms", "countersign.node-id=second")) {
            for (int i = 1; i <= 3; i++) {
                other.receive(Map.of("note", "0"));
                long size = i;
                Eventually.that(() -> assertThat(sizes(first)).contains(size));
            }
            assertThat(sizes(second)).doesNotHaveDuplicates().isEqualTo(sizes(first));
        }
    }

    @Test
    void hasNothingToProveAgainstBeforeTheFirstCheckpoint() {
        TestDatabase database = TestDatabase.create();
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database, OFF)) {
            InvoiceId invoice = other.receive(Map.of("note", "0"));
            HttpResponse<byte[]> response = querySide.get("/api/audit/proofs?invoice_id=" + invoice, "audrey");
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(QuerySideProcess.json(response).at("/error_code").stringValue())
                    .isEqualTo("NO_CHECKPOINT");
            assertThat(sizes(querySide)).isEmpty();
        }
    }

    @Test
    void signsNothingAndRaisesTheAlarmWhereTheLogIsNotWhatWasSigned() {
        TestDatabase database = TestDatabase.create();
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database, OFF)) {
            for (int i = 0; i < 6; i++) {
                other.receive(Map.of("note", "" + i));
            }
            sign(querySide);
            assertThat(querySide.get("/actuator/health").statusCode()).isEqualTo(200);

            database.tamper("UPDATE audit.node SET hash = sha256(hash) WHERE level = 2 AND node_index = 0");
            other.receive(Map.of("note", "more"));
            HttpResponse<byte[]> refused = querySide.post("/api/audit/checkpoints", "audrey");

            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(QuerySideProcess.json(refused).at("/error_code").stringValue())
                    .isEqualTo("LOG_INCONSISTENT");
            assertThat(querySide.get("/actuator/health").statusCode()).isEqualTo(503);
            assertThat(QuerySideProcess.json(querySide.get("/actuator/health", "otto"))
                            .at("/components/auditLog/details/reason")
                            .stringValue())
                    .contains("log");
            assertThat(QuerySideProcess.json(querySide.get("/actuator/health", "audrey"))
                            .has("components"))
                    .as("for operators")
                    .isFalse();
            assertThat(querySide.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
            assertThat(sizes(querySide)).hasSize(1);
        }
    }

    @Test
    void noticesByWhatIsPublishedOutsideThatTheWholeLogWasMadeAnew(@TempDir Path folder) throws IOException {
        TestDatabase database = TestDatabase.create();
        String publish = "countersign.checkpoint-folder=" + folder.resolve("published");
        String text;
        try (OtherProcess other = new OtherProcess(database)) {
            other.receive(Map.of("note", "0"));
            InvoiceId removed = other.receive(Map.of("note", "1"));
            try (QuerySideProcess querySide = new QuerySideProcess(database, OFF, publish)) {
                sign(querySide);
                other.receive(Map.of("note", "2"));
                text = sign(querySide).at("/text").stringValue();
            }
            assertThat(Files.readString(folder.resolve("published/checkpoints")))
                    .endsWith(text + "\n");
            database.tamper("DELETE FROM event_store.event WHERE stream_id = '" + removed + "';"
                    + "TRUNCATE audit.leaf, audit.node, audit.checkpoint");
            try (QuerySideProcess querySide = new QuerySideProcess(database, OFF, publish)) {
                other.receive(Map.of("note", "3"));
                assertThat(querySide.post("/api/audit/checkpoints", "audrey").statusCode())
                        .isEqualTo(409);
            }
        }
    }

    @Test
    void keepsItsKeyAndListsTheOneBeforeWhenItIsReplaced(@TempDir Path folder) {
        TestDatabase database = TestDatabase.create();
        String[] first = {OFF, "countersign.audit.signing-key=" + folder.resolve("first.pem")};
        String[] second = {OFF, "countersign.audit.signing-key=" + folder.resolve("second.pem")};
        String firstId = signOnce(database, first);

        assertThat(signOnce(database, first)).isEqualTo(firstId);
        String secondId = signOnce(database, second);
        assertThat(secondId).isNotEqualTo(firstId);
        try (QuerySideProcess querySide = new QuerySideProcess(database, second)) {
            assertThat(querySide.json("/api/audit/keys", "audrey").get("items").values())
                    .extracting(key -> key.at("/key_id").stringValue())
                    .containsExactly(firstId, secondId);
        }
    }

    private static String signOnce(TestDatabase database, String... properties) {
        try (QuerySideProcess querySide = new QuerySideProcess(database, properties)) {
            return sign(querySide).at("/key_id").stringValue();
        }
    }

    private static JsonNode sign(QuerySideProcess querySide) {
        HttpResponse<byte[]> response = querySide.post("/api/audit/checkpoints", "audrey");
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(201);
        return QuerySideProcess.json(response);
    }

    private static List<Long> sizes(QuerySideProcess querySide) {
        return querySide.json("/api/audit/checkpoints", "audrey").get("items").values().stream()
                .map(item -> item.at("/tree_size").asLong())
                .toList();
    }

    private static JsonNode key(String id) {
        return QUERY_SIDE.json("/api/audit/keys", "audrey").get("items").values().stream()
                .filter(key -> key.at("/key_id").stringValue().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static PublicKey publicKey(String pem) throws Exception {
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(Base64.getMimeDecoder()
                        .decode(pem.replaceAll("-----[A-Z ]+-----", "").strip())));
    }

    /** As RFC 9162, 2.1.3.2 describes it. */
    private static String rootFrom(JsonNode event, long treeSize) throws Exception {
        byte[] hash = sha256(
                new byte[] {0},
                field("countersign-leaf-1"),
                field(event.at("/stream_id").stringValue()),
                field(event.at("/version").asString()),
                HexFormat.of().parseHex(event.at("/event_hash").stringValue()));
        long index = event.at("/leaf_index").asLong();
        long last = treeSize - 1;
        for (JsonNode step : event.get("inclusion")) {
            byte[] sibling = HexFormat.of().parseHex(step.stringValue());
            if ((index & 1) == 1 || index == last) {
                hash = sha256(new byte[] {1}, sibling, hash);
                while ((index & 1) == 0 && index != 0) {
                    index >>= 1;
                    last >>= 1;
                }
            } else {
                hash = sha256(new byte[] {1}, hash, sibling);
            }
            index >>= 1;
            last >>= 1;
        }
        return last == 0 ? HexFormat.of().formatHex(hash) : "the path has another length";
    }

    private static byte[] field(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + bytes.length)
                .putLong(bytes.length)
                .put(bytes)
                .array();
    }

    private static byte[] sha256(byte[]... parts) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }

    private static void problem(int status, String errorCode, String path) {
        HttpResponse<byte[]> response = QUERY_SIDE.get(path, "audrey");
        assertThat(response.statusCode()).as(path).isEqualTo(status);
        assertThat(QuerySideProcess.json(response).at("/error_code").stringValue())
                .isEqualTo(errorCode);
    }
}
