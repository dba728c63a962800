package io.countersign.contract.terms;

import java.util.Optional;

/**
 * Where a value stands in an invoice: the term, and the key of the row where the term is of a repeated group.
 *
 * @param value the whole path, e.g. {@code seller.name} or {@code lines.l3.net_amount}
 * @param term the term at that path
 * @param rowKey the row's key, e.g. {@code l3}; empty for terms that stand once
 */
public record TermPath(String value, Term term, Optional<String> rowKey) {

    private static final int MAX_KEY_LENGTH = 16;

    /** The path that {@code value} writes, empty where no term of the catalogue stands there. */
    public static Optional<TermPath> parse(String value) {
        Optional<Term> once = Terms.at(value);
        if (once.isPresent()) {
            return once.get().isInRow()
                    ? Optional.empty()
                    : Optional.of(new TermPath(value, once.get(), Optional.empty()));
        }
        int first = value.indexOf('.');
        int second = value.indexOf('.', first + 1);
        if (first < 0 || second < 0) {
            return Optional.empty();
        }
        String key = value.substring(first + 1, second);
        // There is no term with more dots.
        return isRowKey(key)
                ? Terms.at(value.substring(0, first + 1) + Term.KEY + value.substring(second))
                        .map(term -> new TermPath(value, term, Optional.of(key)))
                : Optional.empty();
    }

    /** Whether it can be a row's key: stable, ours, and never the document's own line identifier. */
    static boolean isRowKey(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9')) {
                return false;
            }
        }
        return !value.isEmpty() && value.length() <= MAX_KEY_LENGTH;
    }

    /** As {@link #parse}, for paths that are known to be right, such as those of stored events. */
    public static TermPath of(String value) {
        return parse(value).orElseThrow(() -> new IllegalArgumentException("No business term at " + value));
    }

    /** The row that the term stands in; empty for terms that stand once. */
    public Optional<RowPath> row() {
        return rowKey.map(key -> new RowPath(term.group(), key));
    }

    @Override
    public String toString() {
        return value;
    }
}
