package io.countersign.query.reviewqueue;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Texts as they are sorted and searched: without case, accents and runs of white space. */
final class TextKey {

    /** Longer keys would not fit into an index. */
    private static final int MAX_SORT_LENGTH = 200;

    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern SPACES = Pattern.compile("[\\s\\p{Cntrl}]+");

    private TextKey() {}

    /** What a text is found by. */
    static String search(String text) {
        String bare =
                MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD)).replaceAll("");
        return SPACES.matcher(bare).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }

    /** What a text is sorted by, {@code null} where there is none. */
    static @Nullable String sort(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String key = search(text);
        int end = Math.min(key.length(), MAX_SORT_LENGTH);
        return key.substring(0, end > 0 && Character.isHighSurrogate(key.charAt(end - 1)) ? end - 1 : end);
    }
}
