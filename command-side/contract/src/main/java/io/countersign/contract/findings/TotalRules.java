package io.countersign.contract.findings;

import static io.countersign.contract.findings.Facts.shown;

import io.countersign.contract.findings.Rule.Problem;
import io.countersign.contract.invoice.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the totals of an invoice follow from each other and from its rows: BR-CO-10 to BR-CO-16, exact to the cent. */
final class TotalRules {

    private static final String LINES = "totals.line_net_amount";
    private static final String ALLOWANCES = "totals.allowance_amount";
    private static final String CHARGES = "totals.charge_amount";
    private static final String WITHOUT_VAT = "totals.amount_without_vat";
    private static final String VAT = "totals.vat_amount";
    private static final String WITH_VAT = "totals.amount_with_vat";
    private static final String PAID = "totals.paid_amount";
    private static final String ROUNDING = "totals.rounding_amount";
    private static final String DUE = "totals.amount_due";

    private TotalRules() {}

    static List<Rule> rules() {
        return List.of(
                Rule.error("BR-CO-10", TotalRules::lineTotal),
                Rule.error(
                        "BR-CO-11",
                        facts -> sumOfRows(
                                facts, ALLOWANCES, facts.allowances(), "amount", "The sum of the allowances")),
                Rule.error(
                        "BR-CO-12",
                        facts -> sumOfRows(facts, CHARGES, facts.charges(), "amount", "The sum of the charges")),
                Rule.error("BR-CO-13", TotalRules::amountWithoutVat),
                Rule.error(
                        "BR-CO-14",
                        facts -> sumOfRows(
                                facts, VAT, facts.vatBreakdown(), "tax_amount", "The sum of the VAT breakdown")),
                Rule.error("BR-CO-15", TotalRules::amountWithVat),
                Rule.error("BR-CO-16", TotalRules::amountDue));
    }

    /** As the official rules have it, broken too where the invoice gives no such total. */
    private static List<Problem> lineTotal(Facts facts) {
        if (facts.has(LINES)) {
            return sumOfRows(facts, LINES, facts.lines(), "net_amount", "The sum of the invoice lines");
        }
        return Facts.sum(facts.lines(), "net_amount").stream()
                .map(sum -> new Problem(
                        "The sum of the invoice lines is " + shown(sum) + ", the invoice says none.",
                        Facts.with(LINES, facts.lines(), "net_amount")))
                .toList();
    }

    private static List<Problem> sumOfRows(Facts facts, String total, List<Row> rows, String field, String what) {
        Optional<BigDecimal> sum = Facts.sum(rows, field).map(Facts::cents);
        if (sum.isEmpty() || !facts.readable(total) || Facts.same(sum.get(), facts.number(total))) {
            return List.of();
        }
        return List.of(problem(what, sum.get(), facts, total, Facts.with(total, rows, field)));
    }

    private static List<Problem> amountWithoutVat(Facts facts) {
        Optional<BigDecimal> lines =
                facts.has(LINES) ? facts.invoice().number(LINES) : Facts.sum(facts.lines(), "net_amount");
        if (lines.isEmpty() || !facts.has(WITHOUT_VAT) || !facts.readable(WITHOUT_VAT, ALLOWANCES, CHARGES)) {
            return List.of();
        }
        BigDecimal expected = lines.get().subtract(facts.number(ALLOWANCES)).add(facts.number(CHARGES));
        return compare(
                "Lines less allowances plus charges",
                expected,
                facts,
                WITHOUT_VAT,
                List.of(WITHOUT_VAT, LINES, ALLOWANCES, CHARGES));
    }

    /** An invoice without VAT total counts as one of zero, as in the official rules for CII; those for UBL refuse it. */
    private static List<Problem> amountWithVat(Facts facts) {
        if (!facts.has(WITH_VAT) || !facts.has(WITHOUT_VAT) || !facts.readable(WITH_VAT, WITHOUT_VAT, VAT)) {
            return List.of();
        }
        return compare(
                "Amount without VAT plus VAT",
                facts.number(WITHOUT_VAT).add(facts.number(VAT)),
                facts,
                WITH_VAT,
                List.of(WITH_VAT, WITHOUT_VAT, VAT));
    }

    private static List<Problem> amountDue(Facts facts) {
        if (!facts.has(DUE) || !facts.has(WITH_VAT) || !facts.readable(DUE, WITH_VAT, PAID, ROUNDING)) {
            return List.of();
        }
        return compare(
                "Amount with VAT less what is paid plus rounding",
                facts.number(WITH_VAT).subtract(facts.number(PAID)).add(facts.number(ROUNDING)),
                facts,
                DUE,
                List.of(DUE, WITH_VAT, PAID, ROUNDING));
    }

    private static List<Problem> compare(
            String what, BigDecimal calculated, Facts facts, String total, List<String> terms) {
        BigDecimal expected = Facts.cents(calculated);
        return Facts.same(expected, facts.number(total))
                ? List.of()
                : List.of(problem(what, expected, facts, total, terms));
    }

    private static Problem problem(String what, BigDecimal expected, Facts facts, String total, List<String> terms) {
        List<String> given = new ArrayList<>(terms);
        given.removeIf(term -> !term.equals(total) && !facts.has(term));
        String said = facts.has(total) ? shown(facts.number(total)) : "none";
        return new Problem(what + " is " + shown(expected) + ", the invoice says " + said + ".", given);
    }
}
