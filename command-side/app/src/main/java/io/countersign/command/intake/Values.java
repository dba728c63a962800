package io.countersign.command.intake;

import io.countersign.contract.terms.TermType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes values of what stands in a document: as written where possible, and such that it can be stored. */
final class Values {

    private static final Pattern ISO_DATE_WITH_MORE =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?:Z|[+-]\\d{2}:\\d{2}|T.*)?", Pattern.DOTALL);
    private static final Pattern BASIC_DATE = Pattern.compile("(\\d{4})(\\d{2})(\\d{2})(?:\\d{4}(?:\\d{2})?)?");
    private static final char REPLACEMENT = '\uFFFD';

    private Values() {}

    /**
     * The value of a term, empty where nothing is left of it. Dates that are written in another known form become ISO
     * dates; whatever else does not fit the term's type stays as it is, to become a finding.
     */
    static String of(TermType type, String written) {
        String value = type.normalise(storable(written));
        if (type == TermType.DATE) {
            return date(value);
        }
        return value.length() <= TermType.MAX_LENGTH ? value : shortened(value);
    }

    /**
     * The text without what PostgreSQL or XML cannot hold (NUL and other control characters, half surrogate pairs, the
     * two non-characters); each shows as U+FFFD, since something stood there.
     */
    static String storable(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                if (clean != null) {
                    clean.append(c).append(text.charAt(i + 1));
                }
                i++;
            } else if (isForbidden(c)) {
                if (clean == null) {
                    clean = new StringBuilder(text.length()).append(text, 0, i);
                }
                clean.append(REPLACEMENT);
            } else if (clean != null) {
                clean.append(c);
            }
        }
        return clean == null ? text : clean.toString();
    }

    private static boolean isForbidden(char c) {
        return (c < ' ' && c != '\t' && c != '\n' && c != '\r')
                || Character.isSurrogate(c)
                || c == '\uFFFE'
                || c == '\uFFFF';
    }

    /** UBL: {@code xs:date}, which may carry a zone; CII: UNTDID 2379 formats 102, 203 and 204. */
    private static String date(String written) {
        Matcher iso = ISO_DATE_WITH_MORE.matcher(written);
        if (iso.matches()) {
            return iso.group(1);
        }
        Matcher basic = BASIC_DATE.matcher(written);
        return basic.matches()
                ? basic.group(1) + "-" + basic.group(2) + "-" + basic.group(3)
                : written.length() <= TermType.MAX_LENGTH ? written : shortened(written);
    }

    private static String shortened(String value) {
        int end = TermType.MAX_LENGTH - 1;
        if (Character.isHighSurrogate(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(0, end) + "…";
    }
}
