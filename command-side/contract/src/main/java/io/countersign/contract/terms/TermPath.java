package io.countersign.contract.terms;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where a value stands in an invoice: the term, and the key of the row where the term is of a repeated group.
 *
 * @param value the whole path, e.g. {@code seller.name} or {@code lines.l3.net_amount}
 * @param term the term at that path
 * @param rowKey the row's key, e.g. {@code l3}; empty for terms that stand once
 */
public record TermPath(String value, Term term, Optional<String> rowKey) {

    /** A row's key: stable, ours, and never the document's own line identifier. */
    static final Pattern ROW_KEY = Pattern.compile("[a-z0-9]{1,16}");

    /** The path that {@code value} writes, empty where no term of the catalogue stands there. */
    public static Optional<TermPath> parse(String value) {
        Optional<Term> once = Terms.at(value);
        if (once.isPresent()) {
            return once.get().isInRow()
                    ? Optional.empty()
                    : Optional.of(new TermPath(value, once.get(), Optional.empty()));
        }
        String[] segments = value.split("\\.", -1);
        if (segments.length != 3 || !ROW_KEY.matcher(segments[1]).matches()) {
            return Optional.empty();
        }
        return Terms.at(segments[0] + "." + Term.KEY + "." + segments[2])
                .map(term -> new TermPath(value, term, Optional.of(segments[1])));
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
