package io.countersign.query.platform;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something that a view holds and that is not what the events say.
 *
 * @param reviewVersion the version of the row, {@code null} where it has none
 * @param member which member, without what it is: that is content of the invoice
 * @param reason which member, what the view holds and what the events say
 */
public record Difference(@Nullable Long reviewVersion, String member, String reason) {

    private static final int SHOWN = 80;
    private static final int SHOWN_BEFORE = 20;

    /** A member that is not what the events make of it; {@code null} is nothing. */
    public static Difference of(
            @Nullable Long reviewVersion, String member, @Nullable String held, @Nullable String said) {
        return new Difference(reviewVersion, member, reason(member, held, said));
    }

    /** The first member that the two have different values of; {@code null} is no value. */
    public static Optional<Difference> between(
            @Nullable Long reviewVersion, Map<String, @Nullable String> held, Map<String, @Nullable String> said) {
        List<String> differing = Stream.concat(held.keySet().stream(), said.keySet().stream())
                .distinct()
                .filter(member -> !Objects.equals(held.get(member), said.get(member)))
                .toList();
        return differing.stream().findFirst().map(first -> {
            String reason = reason(first, held.get(first), said.get(first));
            return new Difference(
                    reviewVersion,
                    first,
                    differing.size() == 1
                            ? reason
                            : "%s So do %d more members.".formatted(reason, differing.size() - 1));
        });
    }

    /** What a member is in the view and what the events make of it, shortened. */
    private static String reason(String member, @Nullable String held, @Nullable String said) {
        int from = Math.max(0, firstDifference(held, said) - SHOWN_BEFORE);
        return "%s differs: the view holds %s, the events say %s."
                .formatted(member, shown(held, from), shown(said, from));
    }

    private static int firstDifference(@Nullable String held, @Nullable String said) {
        if (held == null || said == null) {
            return 0;
        }
        int shorter = Math.min(held.length(), said.length());
        int same = 0;
        while (same < shorter && held.charAt(same) == said.charAt(same)) {
            same++;
        }
        return same;
    }

    private static String shown(@Nullable String value, int from) {
        if (value == null) {
            return "nothing";
        }
        int to = Math.min(value.length(), from + SHOWN);
        // PostgreSQL keeps no NUL, which an event that somebody altered can say.
        String part = value.substring(from, to).replace('\0', '\uFFFD');
        return '"' + (from > 0 ? "…" : "") + part + (to < value.length() ? "…" : "") + '"';
    }
}
