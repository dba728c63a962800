package io.countersign.query.presence;

import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.TermPath;
import io.countersign.platform.web.MalformedRequest;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a tab says of itself.
 *
 * @param tabId the tab's name for itself
 * @param state what it does with the invoice, empty where it left it
 * @param term path of the term, or of the row, that it is about; {@code null} where it is about none in particular
 */
record PresenceNotice(
        String tabId,
        Optional<PresenceState> state,
        @Nullable String term) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> MEMBERS = Set.of("tab_id", "state", "term");
    private static final Pattern TAB_ID = Pattern.compile("[A-Za-z0-9-]{1,64}");
    private static final String LEFT = "left";

    /**
     * Reads the body of a frame.
     *
     * @throws MalformedRequest which names the member that is wrong
     */
    static PresenceNotice read(byte[] body) {
        JsonNode notice = object(body);
        for (String member : notice.propertyNames()) {
            if (!MEMBERS.contains(member)) {
                throw new MalformedRequest("There is no member of that name beside tab_id, state and term.");
            }
        }
        return new PresenceNotice(tabId(notice), state(notice), term(notice));
    }

    private static JsonNode object(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            if (node.isObject()) {
                return node;
            }
        } catch (JacksonException noJson) {
            // As if it were another kind of value.
        }
        throw new MalformedRequest("The body must be a JSON object with tab_id and state.");
    }

    private static String tabId(JsonNode notice) {
        return text(notice, "tab_id")
                .filter(value -> TAB_ID.matcher(value).matches())
                .orElseThrow(() -> new MalformedRequest(
                        "The member tab_id must be a text of 1 to 64 letters a to z, digits and hyphens."));
    }

    private static Optional<PresenceState> state(JsonNode notice) {
        String value = text(notice, "state").orElse("");
        Optional<PresenceState> state = PresenceState.of(value);
        if (state.isEmpty() && !value.equals(LEFT)) {
            throw new MalformedRequest("The member state must be viewing, editing or left.");
        }
        return state;
    }

    private static @Nullable String term(JsonNode notice) {
        if (notice.path("term").isMissingNode() || notice.path("term").isNull()) {
            return null;
        }
        return text(notice, "term")
                .filter(path ->
                        TermPath.parse(path).isPresent() || RowPath.parse(path).isPresent())
                .orElseThrow(() -> new MalformedRequest("The member term must be the path of a business term."));
    }

    private static Optional<String> text(JsonNode notice, String member) {
        return notice.path(member).stringValueOpt();
    }
}
