package io.countersign.contract.conflicts;

import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.Row;
import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.TermPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Terms that only make sense together: the payment account; an invoice line; and a line's figures with the totals and
 * the VAT breakdown row that they feed. Nobody's account identifier may end under somebody else's account name, nor
 * one person's line amount above another's total.
 */
final class ConflictGroups {

    private static final Set<String> PAYMENT_ACCOUNT =
            Set.of("payment.account_identifier", "payment.account_name", "payment.service_provider_identifier");

    /** Totals that follow from the lines. */
    private static final Set<String> FED_TOTALS = Set.of(
            "totals.line_net_amount",
            "totals.amount_without_vat",
            "totals.vat_amount",
            "totals.vat_amount_in_accounting_currency",
            "totals.amount_with_vat",
            "totals.amount_due");

    /** The fields of a line that feed totals; its texts and references do not. */
    private static final Set<String> FEEDING_FIELDS = Set.of(
            "quantity",
            "net_amount",
            "net_price",
            "price_base_quantity",
            "price_discount",
            "gross_price",
            "allowance_amount",
            "charge_amount",
            "vat_category_code",
            "vat_rate");

    private static final Set<String> VAT_FIGURES = Set.of("taxable_amount", "tax_amount", "category_code", "rate");

    private final List<Map<RowPath, Row>> states;

    ConflictGroups(Invoice base, Invoice current) {
        this.states = List.of(rows(base), rows(current));
    }

    private static Map<RowPath, Row> rows(Invoice invoice) {
        return Stream.of("lines", "vat_breakdown")
                .flatMap(group -> invoice.rows(group).stream())
                .collect(Collectors.toMap(Row::path, Function.identity()));
    }

    /** Whether a change of one of the terms bears on the other. */
    boolean clash(TermPath a, TermPath b) {
        if (a.value().equals(b.value())
                || (PAYMENT_ACCOUNT.contains(a.value()) && PAYMENT_ACCOUNT.contains(b.value()))) {
            return true;
        }
        boolean sameRow = a.row().isPresent() && a.row().equals(b.row());
        if (sameRow && isLine(a)) {
            return true;
        }
        return isFigure(a)
                && isFigure(b)
                && (feeds(a, b) || feeds(b, a) || (isSum(a) && isSum(b) && (sameRow || !bothVat(a, b))));
    }

    /** Whether {@code line} is a line's figure and {@code sum} a total or VAT breakdown row that it feeds. */
    private boolean feeds(TermPath line, TermPath sum) {
        if (!isLine(line) || !isSum(sum)) {
            return false;
        }
        return sum.row().isEmpty()
                || feedsRow(line.row().orElseThrow(), sum.row().orElseThrow());
    }

    /** In one of the states; where one of the rows is not there yet or no more, it may well be. */
    private boolean feedsRow(RowPath line, RowPath vatRow) {
        return states.stream().anyMatch(rows -> {
            Row from = rows.get(line);
            Row to = rows.get(vatRow);
            return from == null || to == null || sameVat(from, to);
        });
    }

    private static boolean sameVat(Row line, Row vatRow) {
        return line.text("vat_category_code").equals(vatRow.text("category_code")) && sameRate(line, vatRow);
    }

    private static boolean sameRate(Row line, Row vatRow) {
        return line.number("vat_rate")
                .flatMap(rate -> vatRow.number("rate").map(other -> rate.compareTo(other) == 0))
                .orElseGet(() -> line.text("vat_rate").equals(vatRow.text("rate")));
    }

    private static boolean isLine(TermPath path) {
        return path.term().group().equals("lines");
    }

    private static boolean isSum(TermPath path) {
        return !isLine(path);
    }

    private static boolean bothVat(TermPath a, TermPath b) {
        return a.row().isPresent() && b.row().isPresent();
    }

    private static boolean isFigure(TermPath path) {
        return switch (path.term().group()) {
            case "lines" -> FEEDING_FIELDS.contains(path.term().field());
            case "vat_breakdown" -> VAT_FIGURES.contains(path.term().field());
            case "totals" -> FED_TOTALS.contains(path.value());
            default -> false;
        };
    }
}
