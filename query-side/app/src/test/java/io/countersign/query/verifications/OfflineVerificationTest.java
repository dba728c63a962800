package io.countersign.query.verifications;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an auditor took away is verified without the service and without its database. */
class OfflineVerificationTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE =
            new QuerySideProcess(DATABASE, "countersign.checkpoint-interval=0");

    private static final InvoiceId INVOICE = OTHER.receive(Map.of("note", "M\u00fcller & S\u00f6hne"));
    private static final InvoiceId OTHER_INVOICE = OTHER.receive(Map.of("note", "0"));

    @TempDir
    private Path folder;

    private final JsonNode before = checkpoint();
    private final JsonNode after;
    /** All events, but as some: who asked for them named a period. */
    private final HttpResponse<byte[]> some;

    private final String key = QUERY_SIDE
            .json("/api/audit/keys", "audrey")
            .at("/items/0/verifier_key")
            .stringValue();

    OfflineVerificationTest() {
        long version = 1
                + OTHER.jdbc()
                        .sql("SELECT max(version) FROM event_store.event WHERE stream_id = ?")
                        .param(INVOICE.toString())
                        .query(Long.class)
                        .single();
        for (long next = version; next < version + 4; next++) {
            OTHER.correct(INVOICE, next, "ben", "note", null, "" + next);
        }
        after = checkpoint();
        some = QUERY_SIDE.get("/api/audit/export?from=2000-01-01T00:00:00Z", "audrey");
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void provesTheEventsOfAnInvoice() throws IOException {
        String proof = proof("invoice_id=" + INVOICE);
        OfflineVerifier verified = inclusion(proof);
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        assertThat(verified.output()).contains("of invoice " + INVOICE);

        for (UnaryOperator<String> change : List.<UnaryOperator<String>>of(
                text -> text.replace("\\\"ben\\\"", "\\\"eve\\\""),
                text -> text.replaceFirst("\"leaf_index\":\\d+", "\"leaf_index\":0")
                        .replaceFirst("\"version\":0", "\"version\":1"),
                text -> text.replaceFirst("\"recorded_at\":\"20", "\"recorded_at\":\"19"),
                text -> text.replaceAll("\"inclusion\":\\[\"..", "\"inclusion\":[\"00"),
                text -> text.replaceFirst("\\\\n\\d+\\\\n", "\\\\\\\\n1\\\\\\\\n"))) {
            String changed = change.apply(proof);
            assertThat(changed).isNotEqualTo(proof);
            OfflineVerifier broken = inclusion(changed);
            assertThat(broken.exitCode()).as(broken.output()).isNotZero();
        }

        ObjectNode withoutOne = (ObjectNode) JSON.readTree(proof);
        ((ArrayNode) withoutOne.get("events")).remove(2);
        assertThat(inclusion(JSON.writeValueAsString(withoutOne)).broken())
                .anyMatch(line -> line.startsWith(INVOICE + " version 2: it was removed"));
    }

    @Test
    void believesNoSignatureOfSomebodyElse() throws IOException {
        String stranger = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        OfflineVerifier verified = OfflineVerifier.run(
                "inclusion", write("proof.json", proof("invoice_id=" + INVOICE)), "--key", stranger);
        assertThat(verified.exitCode()).isEqualTo(1);
        assertThat(verified.broken()).anyMatch(line -> line.contains("signed by none of the keys"));
    }

    @Test
    void provesThatOneCheckpointGoesOnFromAnother() throws IOException {
        String proof = proof("from_size=%d&to_size=%d".formatted(size(before), size(after)));
        String kept = write("kept", text(before) + "\n" + text(after));
        OfflineVerifier verified = consistency(proof, kept);
        assertThat(verified.exitCode()).as(verified.output()).isZero();

        assertThat(consistency(proof.replaceAll("\\[\"..", "[\"00"), kept).broken())
                .anyMatch(line -> line.contains("does not go on from"));
        assertThat(consistency(proof, write("one", text(before))).exitCode()).isEqualTo(2);
    }

    @Test
    void verifiesAnExportOfEverything() throws IOException {
        OfflineVerifier verified = export(lines(true), manifest(true));
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        assertThat(verified.output()).contains(after.at("/root_hash").stringValue());
    }

    @Test
    void namesWhatWasChangedInAnExport() throws IOException {
        assertThat(export(changed(INVOICE, 2, line -> line.replace("\\\"ben\\\"", "\\\"eve\\\"")), manifest(true))
                        .broken())
                .containsExactly(INVOICE + " version 2: its content was changed: payload and metadata do not have its"
                        + " content hash");
        assertThat(export(
                                changed(
                                        INVOICE,
                                        3,
                                        line -> line.replace("\"recorded_at\":\"20", "\"recorded_at\":\"19")),
                                manifest(true))
                        .broken())
                .anyMatch(line -> line.startsWith(INVOICE + " version 3: its hash is not that of what it says"));
    }

    @Test
    void namesWhatIsMissingInAnExportOrWasPutIn() throws IOException {
        for (boolean complete : new boolean[] {true, false}) {
            ObjectNode manifest = manifest(complete);
            assertThat(export(without(complete, line -> isAt(line, INVOICE, 3)), manifest)
                            .broken())
                    .contains(INVOICE + " version 3: it is missing: the manifest lists it");
            long newest = count(INVOICE) - 1;
            assertThat(export(without(complete, line -> isAt(line, INVOICE, newest)), manifest)
                            .broken())
                    .contains("%s version %d: it is missing: the manifest lists it".formatted(INVOICE, newest));
            assertThat(export(
                                    without(
                                            complete,
                                            line -> line.at("/stream_id")
                                                    .stringValue()
                                                    .equals("" + OTHER_INVOICE)),
                                    manifest)
                            .broken())
                    .contains(OTHER_INVOICE + " version 0: it is missing: the manifest lists it");
            List<String> twice = new ArrayList<>(lines(complete));
            twice.add(twice.getFirst());
            assertThat(export(twice, manifest).broken()).anyMatch(line -> line.contains("it is there twice"));
            ObjectNode unlisted = manifest.deepCopy();
            ((ArrayNode) unlisted.get("streams")).remove(0);
            assertThat(export(lines(complete), unlisted).broken())
                    .anyMatch(line -> line.contains("the manifest does not list its stream"));
        }
    }

    @Test
    void provesEachEventOfAnExportOfSome() throws IOException {
        OfflineVerifier verified = export(lines(false), manifest(false));
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        assertThat(verified.output())
                .contains("%1$d of %1$d events proved".formatted(count(INVOICE) + count(OTHER_INVOICE)));

        List<String> forged = lines(false).stream()
                .map(line -> line.replaceAll("\"inclusion\":\\[\"..", "\"inclusion\":[\"00"))
                .toList();
        assertThat(export(forged, manifest(false)).broken())
                .anyMatch(line -> line.startsWith(INVOICE + " version 0: the checkpoint does not cover it"));
    }

    @Test
    void saysWhatItCannotReadOfAnExport() throws IOException {
        OfflineVerifier torn = export(List.of(lines(true).getFirst().substring(0, 100)), manifest(true));
        assertThat(torn.exitCode()).isEqualTo(1);
        assertThat(torn.broken())
                .anyMatch(line -> line.startsWith("line 1 of the export cannot be read"))
                .contains(INVOICE + " version 0: it is missing: the manifest lists it");
        ObjectNode other = manifest(true).deepCopy();
        other.put("format", "something-else");
        assertThat(export(lines(true), other).exitCode()).isEqualTo(2);
    }

    private OfflineVerifier inclusion(String proof) throws IOException {
        return OfflineVerifier.run("inclusion", write("proof.json", proof), "--key", key);
    }

    private OfflineVerifier consistency(String proof, String kept) throws IOException {
        return OfflineVerifier.run("consistency", write("proof.json", proof), "--key", key, "--checkpoints", kept);
    }

    private OfflineVerifier export(List<String> lines, JsonNode manifest) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "export",
                write("export.ndjson", String.join("\n", lines)),
                write("manifest.json", JSON.writeValueAsString(manifest)),
                "--keys",
                write("keys", key + "\n")));
        if (manifest.at("/complete").asBoolean()) {
            arguments.addAll(List.of("--checkpoints", write("kept", text(before))));
        }
        return OfflineVerifier.run(arguments.toArray(String[]::new));
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static String proof(String query) {
        HttpResponse<byte[]> response = QUERY_SIDE.get("/api/audit/proofs?" + query, "audrey");
        assertThat(response.statusCode()).isEqualTo(200);
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static JsonNode checkpoint() {
        return QuerySideProcess.json(QUERY_SIDE.post("/api/audit/checkpoints", "audrey"));
    }

    private static String text(JsonNode checkpoint) {
        return checkpoint.at("/text").stringValue();
    }

    private static long size(JsonNode checkpoint) {
        return checkpoint.at("/tree_size").asLong();
    }

    private static boolean isAt(JsonNode line, InvoiceId invoice, long version) {
        return line.at("/stream_id").stringValue().equals(invoice.toString())
                && line.at("/version").asLong() == version;
    }

    private static long count(InvoiceId invoice) {
        return OTHER.jdbc()
                .sql("SELECT count(*) FROM event_store.event WHERE stream_id = ?")
                .param(invoice.toString())
                .query(Long.class)
                .single();
    }

    /** Lines as docs/audit.md describes them: of everything with its leaf, or of some with their audit paths. */
    private List<String> lines(boolean complete) {
        if (!complete) {
            return new String(some.body(), StandardCharsets.UTF_8).lines().toList();
        }
        List<String> lines = new ArrayList<>();
        for (InvoiceId invoice : List.of(INVOICE, OTHER_INVOICE)) {
            for (JsonNode proven : JSON.readTree(proof("invoice_id=" + invoice)).get("events")) {
                ObjectNode line = ((ObjectNode) proven.get("event")).deepCopy();
                line.put("invoice_id", invoice.toString());
                line.set("stream_id", proven.get("stream_id"));
                line.set("version", proven.get("version"));
                line.set("leaf_index", proven.get("leaf_index"));
                lines.add(JSON.writeValueAsString(line));
            }
        }
        return lines;
    }

    private List<String> changed(InvoiceId invoice, long version, UnaryOperator<String> change) {
        return lines(true).stream()
                .map(line -> isAt(JSON.readTree(line), invoice, version) ? change.apply(line) : line)
                .toList();
    }

    private List<String> without(boolean complete, Predicate<JsonNode> which) {
        return lines(complete).stream()
                .filter(line -> !which.test(JSON.readTree(line)))
                .toList();
    }

    /** A manifest as docs/audit.md describes it; nobody signed that of everything, whose root is enough. */
    private ObjectNode manifest(boolean complete) {
        if (!complete) {
            String id = some.headers().firstValue("Export-Id").orElseThrow();
            return (ObjectNode) QUERY_SIDE.json("/api/audit/exports/" + id + "/manifest", "audrey");
        }
        ObjectNode manifest = JSON.createObjectNode()
                .put("format", "countersign-export-1")
                .put("events", count(INVOICE) + count(OTHER_INVOICE))
                .put("complete", true)
                .put("checkpoint", text(after));
        ArrayNode streams = manifest.putArray("streams");
        for (InvoiceId invoice : List.of(INVOICE, OTHER_INVOICE)) {
            long newest = count(invoice) - 1;
            streams.addObject()
                    .put("stream_id", invoice.toString())
                    .put("versions", "0-" + newest)
                    .put("newest_version", newest)
                    .put(
                            "newest_hash",
                            OTHER.jdbc()
                                    .sql(
                                            "SELECT encode(hash, 'hex') FROM event_store.event WHERE stream_id = ? AND version = ?")
                                    .param(invoice.toString())
                                    .param(newest)
                                    .query(String.class)
                                    .single());
        }
        return manifest;
    }
}
