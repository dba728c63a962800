package io.countersign.contract.discussion;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A comment as it stands in a discussion, and as it is answered and pushed.
 *
 * @param number its place in the discussion: 0 for the first, then without gaps
 * @param actor who said it, from the authenticated session
 * @param at when it was recorded, by the database's clock
 * @param term path of the term that it is about, {@code null} where about the invoice as a whole
 * @param mentions the users whom the text mentions
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Comment(
        long number,
        String actor,
        Instant at,
        String text,
        @Nullable String term,
        List<String> mentions) {

    public Comment {
        mentions = List.copyOf(mentions);
    }

    /** The comment that an event recorded. */
    public static Comment of(CommentAdded event, long number, String actor, Instant at) {
        return new Comment(number, actor, at, event.text(), event.term(), Mentions.in(event.text()));
    }
}
