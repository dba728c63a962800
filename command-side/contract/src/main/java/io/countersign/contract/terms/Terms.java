package io.countersign.contract.terms;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The catalogue of business terms, read once from {@code terms.tsv}, in the order of the norm. */
public final class Terms {

    private static final Map<String, Term> BY_PATH = read();
    private static final List<String> ROW_GROUPS = BY_PATH.values().stream()
            .filter(Term::isInRow)
            .map(Term::group)
            .distinct()
            .toList();

    private Terms() {}

    /** All terms, in the order of their BT numbers. */
    public static List<Term> all() {
        return List.copyOf(BY_PATH.values());
    }

    /** The term whose path (with {@code KEY} for a row's key) is {@code path}. */
    public static Optional<Term> at(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    /** The groups that repeat, such as {@code lines}. */
    public static List<String> rowGroups() {
        return ROW_GROUPS;
    }

    private static Map<String, Term> read() {
        try (InputStream tsv = Objects.requireNonNull(Terms.class.getResourceAsStream("terms.tsv"), "terms.tsv")) {
            Map<String, Term> terms = new LinkedHashMap<>();
            new String(tsv.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .map(Terms::term)
                    .forEach(term -> terms.put(term.path(), term));
            return terms;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Term term(String row) {
        String[] columns = row.split("\t", -1);
        return new Term(columns[0], columns[1], columns[3], TermType.valueOf(columns[2].toUpperCase(Locale.ROOT)));
    }
}
