package io.countersign.query.exports;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.QuerySideProcess;
import io.countersign.query.verifications.OfflineVerifier;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    static OfflineVerifier verify(QuerySideProcess querySide, List<String> lines, JsonNode manifest, Path folder)
            throws IOException {
        String key = querySide
                .json("/api/audit/keys", "audrey")
                .at("/items/0/verifier_key")
                .stringValue();
        Path export = Files.writeString(folder.resolve("events.ndjson"), String.join("\n", lines));
        Path listed = Files.writeString(folder.resolve("manifest.json"), JSON.writeValueAsString(manifest));
        return OfflineVerifier.run("export", export.toString(), listed.toString(), "--key", key);
    }
}
