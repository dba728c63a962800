package io.countersign.contract.discussion;

import java.util.List;
import java.util.regex.Pattern;

/** Whom a text mentions. */
public final class Mentions {

    /** A name after an at sign: no part of a mail address, and without the punctuation of the sentence around it. */
    private static final Pattern MENTION = Pattern.compile("(?<![\\p{L}\\p{N}_@.+-])@("
            + "[\\p{L}\\p{N}_](?:[\\p{L}\\p{N}_.+-]*[\\p{L}\\p{N}_])?"
            + "(?:@[\\p{L}\\p{N}][\\p{L}\\p{N}.-]{0,200}\\.[\\p{L}\\p{N}]+)?)");

    /** Whoever names more people means nobody in particular. */
    private static final int MOST = 20;

    private Mentions() {}

    /** The users named as {@code @name}, each once, in the order of the text, the first 20. A mail address is a name too. */
    public static List<String> in(String text) {
        return MENTION.matcher(text)
                .results()
                .map(mention -> mention.group(1))
                .distinct()
                .limit(MOST)
                .toList();
    }
}
