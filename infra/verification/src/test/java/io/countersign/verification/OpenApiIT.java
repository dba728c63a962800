package io.countersign.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

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
        return JSON.writeValueAsString(typesInOrder(content)) + "\n";
    }

    /** The types of a property that may be null are a set, which each start of the service writes in its own order. */
    private static Object typesInOrder(Object described) {
        return switch (described) {
            case Map<?, ?> object -> {
                Map<Object, Object> ordered = new TreeMap<>();
                object.forEach((name, value) -> ordered.put(
                        name,
                        "type".equals(name) && value instanceof List<?> types
                                ? types.stream().sorted().toList()
                                : typesInOrder(value)));
                yield ordered;
            }
            case List<?> list -> list.stream().map(OpenApiIT::typesInOrder).toList();
            default -> described;
        };
    }
}
