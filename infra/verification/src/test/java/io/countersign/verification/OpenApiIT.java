package io.countersign.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The API is as it is frozen in {@code web-ui/openapi.json}, which the browser's types are made from: a change of it is
 * a change of that file, seen in review. Rewrite the file with {@code -Dopenapi.update=true}.
 */
class OpenApiIT {

    private static final Path FROZEN = Path.of("..", "..", "web-ui", "openapi.json");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build();

    @TempDir
    Path folder;

    @Test
    void describesTheApiAsItIsFrozen() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(folder.resolve("data"))) {
            launcher.awaitReady(LauncherProcess.READY_WITHIN);
            String generated =
                    normalised(Client.of(launcher.address("/"), "anna").getText("/v3/api-docs"));
            if (Boolean.getBoolean("openapi.update")) {
                Files.writeString(FROZEN, generated);
            }
            assertThat(FROZEN)
                    .as("the frozen description; -Dopenapi.update=true rewrites it")
                    .hasContent(generated);
        }
    }

    private static String normalised(String description) {
        Map<String, Object> content = JSON.readValue(description, new TypeReference<>() {});
        // Where this one happens to run.
        content.remove("servers");
        return JSON.writeValueAsString(content) + "\n";
    }
}
