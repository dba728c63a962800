package io.countersign.command.intake;

import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.terms.Term;
import io.countersign.contract.terms.TermType;
import io.countersign.contract.terms.Terms;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the business terms stand in the documents of one syntax, read from a table: one line a path, a term's first path
 * that leads to a value wins. A line {@code lines.KEY} says where the rows of a group are; the paths of its terms begin
 * at the row. What to do with several values stands in the third column: the first counts, or they are joined by line
 * breaks, or summed.
 */
final class TermTable {

    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private final List<Source> once;
    private final List<Group> groups;

    private TermTable(List<Source> once, List<Group> groups) {
        this.once = once;
        this.groups = groups;
    }

    /** What becomes of several values of one term. */
    private enum Several {
        FIRST,
        JOIN,
        SUM
    }

    private record Source(Term term, XmlPath path, Several several) {}

    private record Group(String name, List<XmlPath> rows, List<Source> fields) {}

    /** The table in a resource beside this class. */
    static TermTable of(String resource) {
        List<Source> once = new ArrayList<>();
        Map<String, Group> groups = new LinkedHashMap<>();
        for (String line : lines(resource)) {
            String[] columns = line.split("\t", -1);
            XmlPath path = XmlPath.parse(columns[1]);
            Several several = columns.length > 2 ? Several.valueOf(columns[2].toUpperCase(Locale.ROOT)) : Several.FIRST;
            Optional<Term> term = Terms.at(columns[0]);
            if (term.isEmpty()) {
                String group = columns[0].substring(0, columns[0].indexOf('.'));
                groups.computeIfAbsent(group, name -> new Group(name, new ArrayList<>(), new ArrayList<>()))
                        .rows()
                        .add(path);
            } else {
                Source source = new Source(term.get(), path, several);
                Group group = groups.get(term.get().group());
                if (term.get().isInRow()) {
                    Objects.requireNonNull(group, columns[0]).fields().add(source);
                } else {
                    once.add(source);
                }
            }
        }
        return new TermTable(once, List.copyOf(groups.values()));
    }

    /** Reads the invoice below the root element of a document. */
    Invoice read(XmlElement root) throws InvalidDocumentException {
        SequencedMap<String, String> values = new LinkedHashMap<>();
        UnaryOperator<String> terms = path -> values.getOrDefault(path, "");
        for (Source source : once) {
            read(source, root, source.term().path(), values, terms);
        }
        for (Group group : groups) {
            readRows(group, root, values, terms);
        }
        return new Invoice(values);
    }

    private static void readRows(
            Group group, XmlElement root, SequencedMap<String, String> values, UnaryOperator<String> terms)
            throws InvalidDocumentException {
        int number = 0;
        for (XmlElement row : rows(group, root, terms)) {
            number++;
            String prefix = group.name() + "." + RowKeys.key(group.name(), number) + ".";
            for (Source source : group.fields()) {
                read(source, row, prefix + source.term().field(), values, terms);
            }
            if (values.size() > DocumentReader.MAX_TERMS) {
                throw new InvalidDocumentException(
                        "TOO_MANY_TERMS", "The document holds more than " + DocumentReader.MAX_TERMS + " values.");
            }
        }
    }

    private static List<XmlElement> rows(Group group, XmlElement root, UnaryOperator<String> terms) {
        for (XmlPath path : group.rows()) {
            List<XmlElement> rows = path.elements(root, terms);
            if (!rows.isEmpty()) {
                return rows;
            }
        }
        return List.of();
    }

    private static void read(
            Source source,
            XmlElement context,
            String path,
            SequencedMap<String, String> values,
            UnaryOperator<String> terms) {
        if (values.containsKey(path)) {
            return;
        }
        List<XmlElement> elements = source.path().elements(context, terms);
        if (elements.isEmpty()) {
            return;
        }
        TermType type = source.term().type();
        List<String> found = elements.stream()
                .map(source.path()::value)
                .map(written -> Values.of(type, source.several() == Several.JOIN ? written : oneLine(written)))
                .filter(value -> !value.isEmpty())
                .toList();
        if (!found.isEmpty()) {
            values.put(path, one(found, source));
        }
    }

    /** Documents break lines within names where their generator saw fit; only texts that are joined have lines. */
    private static String oneLine(String written) {
        return WHITE_SPACE.matcher(written).replaceAll(" ");
    }

    private static String one(List<String> found, Source source) {
        return switch (source.several()) {
            case FIRST -> found.getFirst();
            case JOIN -> Values.of(source.term().type(), String.join("\n", found));
            case SUM -> sum(found);
        };
    }

    private static String sum(List<String> amounts) {
        List<BigDecimal> numbers = amounts.stream()
                .flatMap(amount -> TermType.decimal(amount).stream())
                .toList();
        // One amount stays as it is written, and an unreadable one must stay visible.
        return amounts.size() == 1 || numbers.size() < amounts.size()
                ? amounts.stream().collect(Collectors.joining(" + "))
                : numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add).toPlainString();
    }

    private static List<String> lines(String resource) {
        try (InputStream tsv = Objects.requireNonNull(TermTable.class.getResourceAsStream(resource), resource)) {
            return new String(tsv.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .skip(1)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
