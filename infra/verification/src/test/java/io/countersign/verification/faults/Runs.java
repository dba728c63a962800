package io.countersign.verification.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.verification.Client;
import io.countersign.verification.Client.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Verifications and comparisons that an auditor asks for. */
final class Runs {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Runs() {}

    /** Begins one of that kind ({@code /api/audit/verifications}) and gives what it found once it is done. */
    static JsonNode done(Client audrey, String runs) throws IOException {
        Answer begun = audrey.post(runs, Map.of());
        assertThat(begun.status()).as("%s", begun).isEqualTo(202);
        String run = runs + "/" + begun.body().get("run_id").asString();
        return await(run)
                .atMost(PATIENCE)
                .until(
                        () -> audrey.get(run).body(),
                        body -> body.get("state").asString().equals("done"));
    }
}
