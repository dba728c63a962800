package io.countersign.query.platform;

import io.countersign.platform.web.MalformedRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Where a page ended, as an opaque text. */
public final class Cursor {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<@Nullable String>> PARTS = new TypeReference<>() {};

    private Cursor() {}

    /** The text that {@link #read} reads the parts from. */
    public static String write(List<@Nullable String> parts) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(JSON.writeValueAsString(parts).getBytes(StandardCharsets.UTF_8));
    }

    /** The parts that were written, empty where the text is none of ours or has another number of parts. */
    public static Optional<List<@Nullable String>> read(String cursor, int size) {
        try {
            String json = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            return Optional.ofNullable(JSON.readValue(json, PARTS)).filter(parts -> parts.size() == size);
        } catch (IllegalArgumentException | JacksonException notOurs) {
            return Optional.empty();
        }
    }

    /** The text that {@link #readNumber} reads the number from. */
    public static String writeNumber(long number) {
        return write(List.of(Long.toString(number)));
    }

    /**
     * The number that was written.
     *
     * @throws MalformedRequest where the text is none of ours
     */
    public static long readNumber(String cursor) {
        try {
            return read(cursor, 1)
                    .map(parts -> Long.parseLong(Objects.requireNonNullElse(parts.getFirst(), "")))
                    .orElseThrow(() -> new MalformedRequest("The parameter cursor is none that this list gave out."));
        } catch (NumberFormatException notOurs) {
            throw new MalformedRequest("The parameter cursor is none that this list gave out.");
        }
    }
}
