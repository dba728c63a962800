package io.countersign.query.comparisons;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.Eventually;
import io.countersign.query.QuerySideProcess;
import java.net.http.HttpResponse;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** An auditor who has the views compared. */
final class Comparisons {

    static final String PATH = "/api/audit/comparisons";

    private Comparisons() {}

    static String begin(QuerySideProcess querySide) {
        HttpResponse<byte[]> begun = querySide.post(PATH, "audrey");
        assertThat(begun.statusCode()).isEqualTo(202);
        String runId = QuerySideProcess.json(begun).at("/run_id").stringValue();
        assertThat(begun.headers().firstValue("Location")).hasValue(PATH + "/" + runId);
        return runId;
    }

    static JsonNode run(QuerySideProcess querySide, String runId) {
        return querySide.json(PATH + "/" + runId, "audrey");
    }

    static JsonNode finished(QuerySideProcess querySide, String runId) {
        Eventually.that(() ->
                assertThat(run(querySide, runId).at("/state").stringValue()).isEqualTo("done"));
        return run(querySide, runId);
    }

    /** Runs one from its beginning to its end; the differences as "view version: reason". */
    static List<String> differences(QuerySideProcess querySide) {
        return differences(finished(querySide, begin(querySide)));
    }

    static List<String> differences(JsonNode run) {
        return run.get("differences").values().stream()
                .map(found -> "%s %s: %s"
                        .formatted(
                                found.at("/view").stringValue(),
                                found.at("/review_version"),
                                found.at("/reason").stringValue()))
                .toList();
    }
}
