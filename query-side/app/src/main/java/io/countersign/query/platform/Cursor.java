package io.countersign.query.platform;

import io.countersign.platform.web.MalformedRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Where a page ended, as an opaque text that names its list, so that no other list takes it for one of its own. */
public final class Cursor {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<@Nullable String>> PARTS = new TypeReference<>() {};

    private Cursor() {}

    /** The text that {@link #read} reads the parts from. */
    public static String write(String list, List<@Nullable String> parts) {
        List<@Nullable String> all = new ArrayList<>();
        all.add(list);
        all.addAll(parts);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(JSON.writeValueAsString(all).getBytes(StandardCharsets.UTF_8));
    }

    /** The parts that were written for that list; empty where the text is none of its own or has another number of parts. */
    public static Optional<List<@Nullable String>> read(String list, String cursor, int size) {
        try {
            String json = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
            return Optional.ofNullable(JSON.readValue(json, PARTS))
                    .filter(all -> all.size() == size + 1 && list.equals(all.getFirst()))
                    .map(all -> all.subList(1, all.size()));
        } catch (IllegalArgumentException | JacksonException notOurs) {
            return Optional.empty();
        }
    }

    /** The text that {@link #readNumber} reads the number from. */
    public static String writeNumber(String list, long number) {
        return write(list, List.of(Long.toString(number)));
    }

    /**
     * The number that was written for that list.
     *
     * @throws MalformedRequest where the text is none of ours, or another list's
     */
    public static long readNumber(String list, String cursor) {
        try {
            return read(list, cursor, 1)
                    .map(parts -> Long.parseLong(Objects.requireNonNullElse(parts.getFirst(), "")))
                    .orElseThrow(() -> new MalformedRequest("The parameter cursor is none that this list gave out."));
        } catch (NumberFormatException notOurs) {
            throw new MalformedRequest("The parameter cursor is none that this list gave out.");
        }
    }
}
