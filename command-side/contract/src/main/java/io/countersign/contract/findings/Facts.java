package io.countersign.contract.findings;

import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.Row;
import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.TermPath;
import io.countersign.contract.terms.TermType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An invoice as the rules look at it.
 *
 * @param rows its rows by group, e.g. {@code lines}
 * @param places the place of each row in its group, from 1
 * @param vatCategories the codes of all VAT categories that rows are of
 * @param odd the types of the terms whose value is none of their type, by path, in the order of the invoice
 */
record Facts(
        Invoice invoice,
        Map<String, List<Row>> rows,
        Map<RowPath, Integer> places,
        Set<String> vatCategories,
        Map<String, TermType> odd) {

    static Facts of(Invoice invoice) {
        Map<String, List<Row>> rows = invoice.rows();
        Map<RowPath, Integer> places = new HashMap<>();
        Set<String> vatCategories = new HashSet<>();
        for (List<Row> ofGroup : rows.values()) {
            for (int i = 0; i < ofGroup.size(); i++) {
                Row row = ofGroup.get(i);
                places.put(row.path(), i + 1);
                row.text("vat_category_code").ifPresent(vatCategories::add);
                row.text("category_code").ifPresent(vatCategories::add);
            }
        }
        Map<String, TermType> odd = new LinkedHashMap<>();
        invoice.values().forEach((path, value) -> {
            TermType type = TermPath.of(path).term().type();
            if (!type.accepts(value)) {
                odd.put(path, type);
            }
        });
        return new Facts(invoice, rows, places, vatCategories, odd);
    }

    /** The rows of a group, e.g. {@code lines}. */
    List<Row> rows(String group) {
        return rows.getOrDefault(group, List.of());
    }

    List<Row> lines() {
        return rows("lines");
    }

    List<Row> allowances() {
        return rows("allowances");
    }

    List<Row> charges() {
        return rows("charges");
    }

    List<Row> vatBreakdown() {
        return rows("vat_breakdown");
    }

    boolean has(String path) {
        return invoice.text(path).isPresent();
    }

    boolean hasAny(List<String> paths) {
        return paths.stream().anyMatch(this::has);
    }

    /** The number at a path; zero where there is none. */
    BigDecimal number(String path) {
        return invoice.number(path).orElse(BigDecimal.ZERO);
    }

    /** Whether each of the paths holds a number or nothing; no figure follows from one that cannot be read. */
    boolean readable(String... paths) {
        return Stream.of(paths)
                .allMatch(path -> !has(path) || invoice.number(path).isPresent());
    }

    /** The sum of a field over rows; rows without it add nothing. Empty where one of them cannot be read. */
    static Optional<BigDecimal> sum(List<Row> rows, String field) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Row row : rows) {
            Optional<String> text = row.text(field);
            Optional<BigDecimal> number = text.flatMap(TermType::decimal);
            if (text.isPresent() && number.isEmpty()) {
                return Optional.empty();
            }
            sum = sum.add(number.orElse(BigDecimal.ZERO));
        }
        return Optional.of(sum);
    }

    /** A path and then the same field of each row. */
    static List<String> with(String path, List<Row> rows, String field) {
        List<String> paths = new ArrayList<>();
        paths.add(path);
        rows.forEach(row -> paths.add(row.path().field(field)));
        return paths;
    }

    /** Rounded to cents, half away from zero. */
    static BigDecimal cents(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.HALF_UP);
    }

    static boolean same(BigDecimal left, BigDecimal right) {
        return left.compareTo(right) == 0;
    }

    /** A figure for a message, with at least two decimals. */
    static String shown(BigDecimal amount) {
        BigDecimal shortest = amount.stripTrailingZeros();
        return shortest.setScale(Math.max(2, shortest.scale())).toPlainString();
    }

    /** What a person calls the row: the number that the document gives a line, or its place; a VAT row's category. */
    String name(Row row) {
        return switch (row.path().group()) {
            case "lines" -> "Line " + row.text("identifier").orElse(place(row));
            case "vat_breakdown" ->
                "VAT breakdown row "
                        + row.text("category_code")
                                .map(category -> category
                                        + row.text("rate")
                                                .map(rate -> " " + rate + " %")
                                                .orElse(""))
                                .orElse(place(row));
            case "allowances" -> "Allowance " + place(row);
            case "charges" -> "Charge " + place(row);
            case "preceding_invoices" -> "Preceding invoice " + place(row);
            default -> "Supporting document " + place(row);
        };
    }

    /** The name of the term at a path, as in the norm. */
    static String termName(String path) {
        return TermPath.of(path).term().name();
    }

    private String place(Row row) {
        return String.valueOf(places.getOrDefault(row.path(), 0));
    }
}
