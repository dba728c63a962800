package io.countersign.query.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.QuerySideProcess;
import io.countersign.query.verifications.OfflineVerifier;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An export as an auditor took it away, with its manifest. */
record TakenExport(HttpResponse<byte[]> response, JsonNode manifest) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static TakenExport of(QuerySideProcess querySide, String query) {
        HttpResponse<byte[]> response = querySide.get("/api/audit/export?" + query, "audrey");
        assertThat(response.statusCode())
                .as(new String(response.body(), StandardCharsets.UTF_8))
                .isEqualTo(200);
        return new TakenExport(
                response,
                querySide.json("/api/audit/exports/" + header(response, "Export-Id") + "/manifest", "audrey"));
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }

    String header(String name) {
        return header(response, name);
    }

    String text() {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    List<String> lines() {
        return text().lines().toList();
    }

    List<JsonNode> events() {
        return lines().stream().map(JSON::readTree).toList();
    }

    /** What the stand-alone verifier says of these lines under this manifest. */
    static OfflineVerifier verify(
            QuerySideProcess querySide, List<String> lines, JsonNode manifest, Path folder, String... options)
            throws IOException {
        Path export = Files.writeString(folder.resolve("events.ndjson"), String.join("\n", lines));
        Path listed = Files.writeString(folder.resolve("manifest.json"), JSON.writeValueAsString(manifest));
        List<String> arguments =
                new ArrayList<>(List.of("export", export.toString(), listed.toString(), "--key", key(querySide)));
        arguments.addAll(List.of(options));
        return OfflineVerifier.run(arguments.toArray(String[]::new));
    }

    /** What it says of an archive that holds this. */
    static OfflineVerifier verifyArchive(QuerySideProcess querySide, Map<String, byte[]> entries, Path folder)
            throws IOException {
        Path archive = folder.resolve("export.zip");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
            }
        }
        return OfflineVerifier.run("archive", archive.toString(), "--key", key(querySide));
    }

    private static String key(QuerySideProcess querySide) {
        return querySide
                .json("/api/audit/keys", "audrey")
                .at("/items/0/verifier_key")
                .stringValue();
    }
}
