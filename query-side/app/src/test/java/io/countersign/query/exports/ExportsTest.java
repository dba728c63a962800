package io.countersign.query.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import io.countersign.query.auditlog.Hash;
import io.countersign.query.verifications.OfflineVerifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What an export holds, and what can be proved with it. */
class ExportsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE =
            new QuerySideProcess(DATABASE, "countersign.checkpoint-interval=0");

    private final byte[] pdf = document();
    private final byte[] xml = document();

    /** Nine versions: ben corrects with an even number, carol with an odd one. */
    private final InvoiceId invoice = OTHER.receive(
            Map.of("invoice_number", "R-1", "note", "M\u00fcller \"&\" S\u00f6hne\n\uD83C\uDF6B \u2028 \\ \u0001"),
            "application/pdf",
            "../../etc/pass\u0001wd\\evil:.pdf",
            pdf);

    private final InvoiceId other = OTHER.receive(Map.of("invoice_number", "R-2"), "application/xml", null, xml);

    @TempDir
    private Path folder;

    ExportsTest() {
        for (int version = 1; version < 9; version++) {
            OTHER.correct(invoice, version, version % 2 == 0 ? "ben" : "carol", "note", "" + version, null);
        }
        OTHER.comment(invoice, 0, "ben", "who is that?", "seller.name");
        attempt(invoice, "ben");
        attempt(other, "carol");
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void holdEverythingToTheLetterInTheOrderOfTheLogAndProveIt() throws IOException {
        // More than a batch holds, in bytes and in number.
        append("filling-" + UUID.randomUUID(), 700, "rpad('', 6000, md5(n::text))");

        TakenExport export = TakenExport.of(QUERY_SIDE, "");

        assertThat(export.events().stream().map(ExportsTest::asStored).toList()).isEqualTo(stored());
        assertThat(export.header("Content-Type")).isEqualTo("application/x-ndjson");
        assertThat(export.header("Content-Disposition")).contains("attachment", "countersign-exported-", ".ndjson");
        assertThat(export.header("Export-Events")).isEqualTo("" + stored().size());
        assertThat(export.manifest().at("/complete").asBoolean()).isTrue();
        assertThat(export.manifest().at("/events").asLong()).isEqualTo(stored().size());
        assertThat(export.manifest().at("/requested_by").stringValue()).isEqualTo("audrey");
        OfflineVerifier verified = TakenExport.verify(QUERY_SIDE, export.lines(), export.manifest(), folder);
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        assertThat(verified.output()).contains("log          " + stored().size() + " leaves");
    }

    @Test
    void sayOfEachEventWhomAndWhatItConcerns() {
        List<JsonNode> events =
                TakenExport.of(QUERY_SIDE, "invoice_id=" + invoice).events();

        JsonNode received = events.getFirst();
        assertThat(received.at("/actor").stringValue()).isEqualTo("anna");
        assertThat(received.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
        assertThat(received.at("/changes").toString())
                .contains("{\"term\":\"invoice_number\",\"before\":null,\"after\":\"R-1\"}");
        assertThat(events.get(1).at("/changes").toString())
                .isEqualTo("[{\"term\":\"note\",\"before\":\"1\",\"after\":null}]");
        assertThat(events)
                .extracting(event -> event.at("/event_type").stringValue())
                .containsOnlyOnce("CommentAdded", "StaleDecisionRejected");
    }

    @Test
    void ofAnInvoiceHoldItsReviewItsDiscussionAndWhatWasRefusedOnIt() throws IOException {
        TakenExport export = TakenExport.of(QUERY_SIDE, "invoice_id=" + invoice);

        assertThat(export.events())
                .hasSize(11)
                .allMatch(event -> event.at("/invoice_id").stringValue().equals(invoice.toString()));
        assertThat(export.header("Content-Disposition")).contains("countersign-invoice-" + invoice);
        assertThat(stream(export.manifest(), invoice.toString()).at("/versions").stringValue())
                .isEqualTo("0-8");
        assertProved(export);
    }

    @Test
    void ofAPersonHoldAllThatTheyDidAndSaidAndTried() throws IOException {
        TakenExport export = TakenExport.of(QUERY_SIDE, "actor=ben");

        assertThat(export.events())
                .hasSizeGreaterThanOrEqualTo(6)
                .allMatch(event -> event.at("/actor").stringValue().equals("ben"));
        JsonNode stream = stream(export.manifest(), invoice.toString());
        assertThat(stream.at("/versions").stringValue()).isEqualTo("2,4,6,8");
        assertThat(stream.at("/newest_version").asLong()).isEqualTo(8);
        assertThat(stream(export.manifest(), invoice + "/discussion")
                        .at("/versions")
                        .stringValue())
                .isEqualTo("0");
        assertThat(export.manifest().at("/complete").asBoolean()).isFalse();
        assertThat(export.manifest().at("/filter/actor").stringValue()).isEqualTo("ben");
        assertProved(export);
    }

    @Test
    void ofAPeriodHoldWhatWasRecordedInIt() throws IOException {
        String from = recordedAt(2);
        String to = recordedAt(5);

        TakenExport export = TakenExport.of(QUERY_SIDE, "from=%s&to=%s&invoice_id=%s".formatted(from, to, invoice));

        assertThat(export.events())
                .extracting(event -> event.at("/version").asLong())
                .containsExactly(2L, 3L, 4L);
        assertThat(stream(export.manifest(), invoice.toString())
                        .at("/newest_version")
                        .asLong())
                .isEqualTo(8);
        assertProved(export);
    }

    @Test
    void letNothingBeRemovedOrChangedUnnoticed() throws IOException {
        for (String query : List.of("", "invoice_id=" + invoice)) {
            TakenExport export = TakenExport.of(QUERY_SIDE, query);
            assertThat(brokenWithout(export, event -> isAt(event, invoice.toString(), 3)))
                    .contains(invoice + " version 3: it is missing: the manifest lists it");
            assertThat(brokenWithout(export, event -> isAt(event, invoice.toString(), 8)))
                    .contains(invoice + " version 8: it is missing: the manifest lists it");
            assertThat(brokenWithout(
                            export,
                            event -> event.at("/stream_id").stringValue().equals(invoice + "/discussion")))
                    .contains(invoice + "/discussion version 0: it is missing: the manifest lists it");
            List<String> changed = export.lines().stream()
                    .map(line -> isAt(JSON.readTree(line), invoice.toString(), 4)
                            ? line.replace("\\\"actor\\\":\\\"ben\\\"", "\\\"actor\\\":\\\"eve\\\"")
                            : line)
                    .toList();
            assertThat(TakenExport.verify(QUERY_SIDE, changed, export.manifest(), folder)
                            .broken())
                    .contains(invoice + " version 4: its content was changed: payload and metadata do not have its"
                            + " content hash");
        }
    }

    @Test
    void letNoEventOfASelectionGoUnproved() throws IOException {
        TakenExport export = TakenExport.of(QUERY_SIDE, "invoice_id=" + invoice);
        List<String> unproved = export.lines().stream()
                .map(line -> isAt(JSON.readTree(line), invoice.toString(), 4)
                        ? line.replaceFirst(",\"inclusion\":\\[[^]]*]", "")
                        : line)
                .toList();

        assertThat(TakenExport.verify(QUERY_SIDE, unproved, export.manifest(), folder)
                        .broken())
                .containsExactly(invoice + " version 4: nothing proves it: it has no audit path");
    }

    @Test
    void missWhatWasRemovedFromTheStoreAndShowWhatWasChangedThere() throws IOException {
        TestDatabase database = TestDatabase.create();
        try (OtherProcess writer = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database, "countersign.checkpoint-interval=0")) {
            InvoiceId cut = writer.receive(Map.of("note", "0"));
            writer.correct(cut, 1, "ben", "note", "0", "1");
            InvoiceId removed = writer.receive(Map.of("note", "0"));
            InvoiceId changed = writer.receive(Map.of("note", "0"));
            querySide.post("/api/audit/checkpoints", "audrey");
            database.tamper("DELETE FROM event_store.event WHERE stream_id = '%s' AND version = 1".formatted(cut));
            database.tamper("DELETE FROM event_store.event WHERE stream_id = '%s'".formatted(removed));
            database.tamper("UPDATE event_store.event SET payload = 'no JSON', metadata = '[]' WHERE stream_id = '%s'"
                    .formatted(changed));

            for (String query : List.of("", "actor=ben", "from=2020-01-01T00:00:00Z", "format=archive")) {
                TakenExport export = TakenExport.of(querySide, query);
                List<String> lines = query.equals("format=archive")
                        ? new String(entries(export).get("events.ndjson"), StandardCharsets.UTF_8)
                                .lines()
                                .toList()
                        : export.lines();
                assertThat(export.manifest().at("/events").asLong()).isEqualTo(lines.size());
                assertThat(TakenExport.verify(querySide, lines, export.manifest(), folder)
                                .broken())
                        .contains(
                                cut + " version 1: it is missing: the manifest lists it",
                                removed + " version 0: it is missing: the manifest lists it",
                                changed + " version 0: its content was changed: payload and metadata do not have its"
                                        + " content hash");
            }
        }
    }

    @Test
    void ofNothingAreVerifiedToo() throws IOException {
        TakenExport export = TakenExport.of(QUERY_SIDE, "actor=nobody");
        assertThat(export.text()).isEmpty();
        assertThat(export.header("Export-Events")).isEqualTo("0");
        assertThat(export.manifest().get("streams")).isEmpty();
        assertProved(export);

        assertThat(rows(TakenExport.of(QUERY_SIDE, "actor=nobody&format=csv"))).hasSize(1);
        assertThat(entries(TakenExport.of(QUERY_SIDE, "actor=nobody&format=archive")))
                .containsOnlyKeys("events.ndjson", "events.csv", "manifest.json");
    }

    @Test
    void asATableShowAChangedTermARow() {
        Eventually.that(() -> assertThat(rows(TakenExport.of(QUERY_SIDE, "format=csv&invoice_id=" + invoice))
                        .get(1)
                        .get(1))
                .isEqualTo("R-1"));
        TakenExport export = TakenExport.of(QUERY_SIDE, "format=csv&invoice_id=" + invoice);

        assertThat(export.header("Content-Type")).isEqualToIgnoringCase("text/csv;charset=UTF-8");
        assertThat(export.text())
                .startsWith("\uFEFF\"recorded_at\",\"invoice_number\"")
                .endsWith("\r\n");
        List<Map<String, String>> rows = table(export);
        // Two terms received, eight corrections, a comment, a refused attempt on two terms.
        assertThat(rows)
                .hasSize(2 + 8 + 1 + 2)
                .allMatch(row -> invoice.toString().equals(row.get("invoice_id")));
        assertThat(rows.get(2))
                .containsEntry("event", "InvoiceCorrected")
                .containsEntry("actor", "carol")
                .containsEntry("review_version", "1")
                .containsEntry("term", "note")
                .containsEntry("before", "1")
                .containsEntry("after", "")
                .containsEntry("version", "1");
        assertThat(rows.get(10))
                .containsEntry("event", "CommentAdded")
                .containsEntry("term", "seller.name")
                .containsEntry("comment", "who is that?")
                .containsEntry("review_version", "");
        assertThat(rows.get(11))
                .containsEntry("event", "StaleDecisionRejected")
                .containsEntry("term", "seller.name")
                .containsEntry("after", "")
                .containsEntry("wanted", "Acme")
                .containsEntry("kind", "correction")
                .containsEntry("expected_review_version", "5")
                .containsEntry("times", "3");
    }

    @Test
    void asATableGiveASpreadsheetNoFormula() {
        List<String> formulas = List.of(
                "=1+1",
                "+1",
                "-1+1",
                "@SUM(A1)",
                "\t=1",
                "\r=1",
                "\n=1",
                "  =1+1",
                "\u00A0=1",
                "\u200B=1",
                "\uFEFF@a",
                "\uFF1D1");
        List<String> harmless = List.of("a=1", "1-1", " a", "'", "R-1", "");
        InvoiceId attacked = OTHER.receive(Map.of());
        int version = 1;
        for (List<String> values : List.of(formulas, harmless)) {
            for (String value : values) {
                OTHER.correct(attacked, version++, "ben", "note", value, "a,\"b\"\r\n" + value);
            }
        }

        List<Map<String, String>> rows =
                table(TakenExport.of(QUERY_SIDE, "format=csv&actor=ben&invoice_id=" + attacked));

        List<String> shown = new ArrayList<>(formulas.stream()
                .map(value -> "'" + value.replaceFirst("^([\t\r\n])", "$1'"))
                .toList());
        shown.addAll(harmless);
        assertThat(rows).extracting(row -> row.get("before")).isEqualTo(shown);
        assertThat(rows.getFirst()).containsEntry("after", "a,\"b\"\r'\n'=1+1");
    }

    @Test
    void asAnArchiveHoldTheDocumentsByteForByteAndProveThem() throws IOException {
        TakenExport export = TakenExport.of(QUERY_SIDE, "format=archive");

        assertThat(export.header("Content-Type")).isEqualTo("application/zip");
        assertThat(export.header("Content-Disposition")).contains(".zip");
        Map<String, byte[]> entries = entries(export);
        assertThat(entries.keySet()).startsWith("events.ndjson", "events.csv").endsWith("manifest.json");
        assertThat(entries.get("documents/" + invoice + "/_.._etc_passwd_evil_.pdf"))
                .isEqualTo(pdf);
        assertThat(entries.get("documents/" + other + "/document.xml")).isEqualTo(xml);
        assertThat(JSON.readTree(entries.get("manifest.json"))).isEqualTo(export.manifest());
        OfflineVerifier verified = verifyArchive(entries);
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        int documents = export.manifest().get("documents").size();
        assertThat(verified.output())
                .contains("documents    %1$d, %1$d of them proved by their events".formatted(documents))
                .contains("manifest     signed by countersign+");

        Map<String, byte[]> ofOne = entries(TakenExport.of(QUERY_SIDE, "format=archive&invoice_id=" + other));
        assertThat(ofOne.keySet())
                .containsExactly(
                        "events.ndjson", "events.csv", "documents/" + other + "/document.xml", "manifest.json");
        assertThat(verifyArchive(ofOne).exitCode()).isZero();
        // Of whom it is received is not by ben, so its event is not in it.
        OfflineVerifier ofBen = verifyArchive(entries(TakenExport.of(QUERY_SIDE, "format=archive&actor=ben")));
        assertThat(ofBen.exitCode()).as(ofBen.output()).isZero();
        assertThat(ofBen.output()).contains(", 0 of them proved by their events");
    }

    @Test
    void asAnArchiveLetNoDocumentBeChangedRemovedOrPutIn() throws IOException {
        Map<String, byte[]> whole = entries(TakenExport.of(QUERY_SIDE, "format=archive&invoice_id=" + invoice));
        String path = "documents/" + invoice + "/_.._etc_passwd_evil_.pdf";
        String sha256 = JSON.readTree(whole.get("manifest.json"))
                .at("/documents/0/sha256")
                .stringValue();

        Map<String, byte[]> changed = new LinkedHashMap<>(whole);
        changed.put(path, xml);
        assertThat(verifyArchive(changed).broken())
                .containsExactly(invoice + " version 0: its document was altered: it does not have the SHA-256 that the"
                        + " manifest lists");
        // With the manifest that it would have: only whoever signs could make it.
        changed.put(
                "manifest.json",
                replaced(whole, "manifest.json", sha256, Hash.sha256(xml).hex()));
        assertThat(verifyArchive(changed).broken())
                .containsExactly(
                        invoice + " version 0: its document was altered: it does not have the SHA-256 that the event"
                                + " says",
                        "the manifest was altered: it is not what was signed");
        Map<String, byte[]> without = new LinkedHashMap<>(whole);
        without.remove(path);
        assertThat(verifyArchive(without).broken())
                .containsExactly(invoice + " version 0: its document is missing: the manifest lists " + path);
        without.put(
                "manifest.json",
                replaced(
                        whole,
                        "manifest.json",
                        "\"path\":\"" + path + "\",\"sha256\":\"" + sha256 + "\"",
                        "\"path\":null,\"sha256\":null"));
        assertThat(verifyArchive(without).broken())
                .contains(invoice + " version 0: its document is missing: there was none when it was exported");
        Map<String, byte[]> more = new LinkedHashMap<>(whole);
        more.put("documents/" + other + "/document.xml", xml);
        assertThat(verifyArchive(more).broken())
                .containsExactly("documents/" + other + "/document.xml was put in: the manifest does not list it");
        Map<String, byte[]> noManifest = new LinkedHashMap<>(whole);
        noManifest.remove("manifest.json");
        assertThat(verifyArchive(noManifest).exitCode()).isEqualTo(2);
    }

    @Test
    void asAnArchiveNameTheInvoiceWhoseDocumentWasAlteredOrRemovedInTheStore() throws IOException {
        TestDatabase database = TestDatabase.create();
        try (OtherProcess writer = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database, "countersign.checkpoint-interval=0")) {
            InvoiceId altered = writer.receive(Map.of("note", "0"));
            InvoiceId removed = writer.receive(Map.of("note", "0"));
            writer.receive(Map.of("note", "0"));
            database.tamper("UPDATE event_store.source_document SET content = 'forged' WHERE invoice_id = '%s'"
                    .formatted(altered));
            database.tamper("DELETE FROM event_store.source_document WHERE invoice_id = '%s'".formatted(removed));

            TakenExport export = TakenExport.of(querySide, "format=archive");

            assertThat(TakenExport.verifyArchive(querySide, entries(export), folder)
                            .broken())
                    .containsExactly(
                            altered + " version 0: its document was altered: it does not have the SHA-256 that the"
                                    + " event says",
                            removed + " version 0: its document is missing: there was none when it was exported");
        }
    }

    @Test
    void ofSomeEventsLetTheirManifestNotBeChanged() throws IOException {
        TakenExport export = TakenExport.of(QUERY_SIDE, "actor=ben");
        List<String> withoutLast = export.lines().subList(0, export.lines().size() - 1);
        JsonNode last = export.events().getLast();
        ObjectNode changed = (ObjectNode) export.manifest().deepCopy();
        changed.put("events", withoutLast.size());
        ArrayNode streams = (ArrayNode) changed.get("streams");
        for (int i = 0; i < streams.size(); i++) {
            ObjectNode stream = (ObjectNode) streams.get(i);
            if (stream.get("stream_id").equals(last.get("stream_id"))) {
                String version = last.get("version").toString();
                String versions = stream.at("/versions").stringValue();
                assertThat(versions).endsWith(version);
                if (versions.equals(version)) {
                    streams.remove(i);
                } else {
                    stream.put("versions", versions.substring(0, versions.lastIndexOf(',')));
                }
            }
        }

        OfflineVerifier altered = TakenExport.verify(QUERY_SIDE, withoutLast, changed, folder);
        assertThat(altered.broken()).containsExactly("the manifest was altered: it is not what was signed");

        changed.remove("signature");
        OfflineVerifier unsigned = TakenExport.verify(QUERY_SIDE, withoutLast, changed, folder);
        assertThat(unsigned.broken())
                .containsExactly(
                        "the manifest is not signed: nobody stands for it that it lists all that was exported");
    }

    @Test
    void ofSomeEventsAreHeldAgainstCheckpointsThatWereKept() throws IOException {
        Path before = kept("before");
        OTHER.receive(Map.of("note", "meanwhile"));
        TakenExport export = TakenExport.of(QUERY_SIDE, "actor=ben");
        long size = Long.parseLong(export.manifest()
                .at("/checkpoint")
                .stringValue()
                .lines()
                .toList()
                .get(1));
        Path same = kept("same");
        OTHER.receive(Map.of("note", "later"));
        Path after = kept("after");

        OfflineVerifier unheld = verify(export, "--checkpoints", before.toString());
        assertThat(unheld.exitCode()).isEqualTo(2);
        assertThat(unheld.output())
                .contains("0 of the 1 checkpoints that you gave held")
                .contains("/api/audit/proofs?from_size=%d&to_size=%d".formatted(sizeIn(before), size))
                .doesNotContain("\nVERIFIED");
        for (Path kept : List.of(before, after)) {
            long from = Math.min(sizeIn(kept), size);
            long to = Math.max(sizeIn(kept), size);
            Path proof = Files.write(
                    folder.resolve("proof.json"),
                    QUERY_SIDE
                            .get("/api/audit/proofs?from_size=%d&to_size=%d".formatted(from, to), "audrey")
                            .body());
            OfflineVerifier held = verify(export, "--checkpoints", kept.toString(), "--consistency", proof.toString());
            assertThat(held.exitCode()).as(held.output()).isZero();
            assertThat(held.output()).contains("1 of the 1 checkpoints that you gave held");
        }
        assertThat(verify(export, "--checkpoints", same.toString()).exitCode()).isZero();
        // As if another log had been shown to somebody else: one of the same size and another root.
        Path forked = Files.writeString(
                folder.resolve("forked"), Files.readString(before).replaceFirst("\n\\d+\n", "\n" + size + "\n"));
        assertThat(verify(export, "--checkpoints", forked.toString()).broken())
                .anyMatch(line -> line.contains("has another root than that of the manifest"));
    }

    @Test
    void refuseParametersThatAreNotWhatTheyShouldBeByTheirNames() {
        for (Map.Entry<String, String> wrong : Map.of(
                        "from=yesterday", "from",
                        "to=2026-13-01T00:00:00Z", "to",
                        "from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z", "from",
                        "actor=%20", "actor",
                        "actor=a%00b", "actor",
                        "invoice_id=R-1", "invoice_id",
                        "format=xlsx", "format")
                .entrySet()) {
            HttpResponse<byte[]> response = QUERY_SIDE.get("/api/audit/export?" + wrong.getKey(), "audrey");
            assertThat(response.statusCode()).as(wrong.getKey()).isEqualTo(400);
            assertThat(QuerySideProcess.json(response).at("/detail").stringValue())
                    .contains("parameter " + wrong.getValue() + " ");
        }
        HttpResponse<byte[]> unknown = QUERY_SIDE.get("/api/audit/export?invoice_id=" + UUID.randomUUID(), "audrey");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(QuerySideProcess.json(unknown).at("/error_code").stringValue())
                .isEqualTo("INVOICE_NOT_FOUND");
    }

    private Path kept(String name) throws IOException {
        String text = QuerySideProcess.json(QUERY_SIDE.post("/api/audit/checkpoints", "audrey"))
                .at("/text")
                .stringValue();
        return Files.writeString(folder.resolve(name), text);
    }

    private static long sizeIn(Path checkpoint) throws IOException {
        return Long.parseLong(Files.readAllLines(checkpoint).get(1));
    }

    private OfflineVerifier verify(TakenExport export, String... options) throws IOException {
        return TakenExport.verify(QUERY_SIDE, export.lines(), export.manifest(), folder, options);
    }

    private OfflineVerifier verifyArchive(Map<String, byte[]> entries) throws IOException {
        return TakenExport.verifyArchive(QUERY_SIDE, entries, folder);
    }

    private static byte[] replaced(Map<String, byte[]> entries, String name, String text, String by) {
        String before = new String(entries.get(name), StandardCharsets.UTF_8);
        assertThat(before).contains(text);
        return before.replace(text, by).getBytes(StandardCharsets.UTF_8);
    }

    private void assertProved(TakenExport export) throws IOException {
        OfflineVerifier verified = TakenExport.verify(QUERY_SIDE, export.lines(), export.manifest(), folder);
        assertThat(verified.exitCode()).as(verified.output()).isZero();
        assertThat(verified.output())
                .contains("%1$d of %1$d events proved".formatted(export.lines().size()));
    }

    private List<String> brokenWithout(TakenExport export, Predicate<JsonNode> removed) throws IOException {
        List<String> lines = export.lines().stream()
                .filter(line -> !removed.test(JSON.readTree(line)))
                .toList();
        return TakenExport.verify(QUERY_SIDE, lines, export.manifest(), folder).broken();
    }

    private static boolean isAt(JsonNode event, String stream, long version) {
        return event.at("/stream_id").stringValue().equals(stream)
                && event.at("/version").asLong() == version;
    }

    private static JsonNode stream(JsonNode manifest, String stream) {
        return manifest.get("streams")
                .valueStream()
                .filter(listed -> listed.at("/stream_id").stringValue().equals(stream))
                .findFirst()
                .orElseThrow();
    }

    private String recordedAt(long version) {
        return OTHER.jdbc()
                .sql("""
                        SELECT to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                        FROM event_store.event WHERE stream_id = ? AND version = ?""")
                .param(invoice.toString())
                .param(version)
                .query(String.class)
                .single();
    }

    private static List<String> asStored(JsonNode line) {
        return List.of(
                line.at("/stream_id").stringValue(),
                line.at("/version").toString(),
                line.at("/event_id").stringValue(),
                line.at("/event_type").stringValue(),
                line.at("/revision").stringValue(),
                line.at("/recorded_at").stringValue(),
                line.at("/payload").stringValue(),
                line.at("/metadata").stringValue(),
                line.at("/previous_hash").stringValue(),
                line.at("/content_hash").stringValue(),
                line.at("/hash").stringValue());
    }

    private static List<List<String>> stored() {
        return OTHER.jdbc()
                .sql("""
                        SELECT e.stream_id, e.version, e.event_id, e.event_type, e.revision,
                               to_char(e.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                               e.payload, e.metadata, encode(e.previous_hash, 'hex'), encode(e.content_hash, 'hex'),
                               encode(e.hash, 'hex')
                        FROM event_store.event e JOIN audit.leaf l USING (stream_id, version)
                        ORDER BY l.leaf_index""")
                .query((row, _) -> {
                    List<String> columns = new ArrayList<>();
                    for (int column = 1; column <= 11; column++) {
                        columns.add(row.getString(column));
                    }
                    return columns;
                })
                .list();
    }

    /** Adds events of no particular kind to a stream, the n-th with this payload. */
    private static void append(String stream, int count, String payload) {
        OTHER.jdbc().sql("""
                INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                SELECT ?, n, gen_random_uuid(), 'Something', '1', %s, '{"actor":"anna"}'
                FROM generate_series(0, ?) AS numbers (n)""".formatted(payload)).param(stream).param(count - 1).update();
    }

    private static void attempt(InvoiceId on, String actor) {
        OTHER.jdbc()
                .sql("""
                INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                SELECT 'attempts/node', (SELECT count(*) FROM event_store.event WHERE stream_id = 'attempts/node'),
                       gen_random_uuid(), 'StaleDecisionRejected', '1', ?, ?""")
                .param("""
                        {"invoice_id":"%s","kind":"correction","actor":"%s","expected_review_version":5,\
                        "current_review_version":6,"wanted":{"seller.name":"Acme","lines.l2":null},"times":3,\
                        "at":"2026-11-21T10:42:00.123456Z"}""".formatted(on, actor))
                .param("{\"actor\":\"%s\",\"command_id\":\"%s\"}".formatted(actor, UUID.randomUUID()))
                .update();
    }

    private static byte[] document() {
        byte[] content = new byte[300_000];
        ThreadLocalRandom.current().nextBytes(content);
        return content;
    }

    private static Map<String, byte[]> entries(TakenExport export) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip =
                new ZipInputStream(new ByteArrayInputStream(export.response().body()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(entries.put(entry.getName(), zip.readAllBytes())).isNull();
            }
        }
        return entries;
    }

    private static List<Map<String, String>> table(TakenExport export) {
        List<List<String>> rows = rows(export);
        List<Map<String, String>> table = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            Map<String, String> named = new HashMap<>();
            for (int i = 0; i < row.size(); i++) {
                named.put(rows.getFirst().get(i), row.get(i));
            }
            table.add(named);
        }
        return table;
    }

    /** As RFC 4180 reads it. */
    private static List<List<String>> rows(TakenExport export) {
        String text = export.text().substring(1);
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char next = text.charAt(i);
            if (quoted) {
                if (next != '"') {
                    cell.append(next);
                } else if (text.charAt(i + 1) == '"') {
                    cell.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (next == '"') {
                quoted = true;
            } else if (next == ',' || next == '\n') {
                row.add(cell.toString());
                cell = new StringBuilder();
                if (next == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            }
        }
        return rows;
    }
}
