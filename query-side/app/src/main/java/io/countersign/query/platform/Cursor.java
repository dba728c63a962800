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

    /**
     * The text that {@link #readNumber} reads the number from.
     *
     * @param list names the list, so that its cursors are taken for no other's
     */
    public static String writeNumber(String list, long number) {
        return write(List.of(list, Long.toString(number)));
    }

    /**
     * The number that was written for that list.
     *
     * @throws MalformedRequest where the text is none of ours, or another list's
     */
    public static long readNumber(String list, String cursor) {
        try {
            return read(cursor, 2)
                    .filter(parts -> list.equals(parts.get(0)))
                    .map(parts -> Long.parseLong(Objects.requireNonNullElse(parts.get(1), "")))
                    .orElseThrow(() -> new MalformedRequest("The parameter cursor is none that this list gave out."));
        } catch (NumberFormatException notOurs) {
            throw new MalformedRequest("The parameter cursor is none that this list gave out.");
        }
    }
}
