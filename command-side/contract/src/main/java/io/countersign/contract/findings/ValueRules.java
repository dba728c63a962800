package io.countersign.contract.findings;

import static io.countersign.contract.findings.Facts.shown;

import io.countersign.contract.findings.Rule.Problem;
import io.countersign.contract.invoice.Row;
import io.countersign.contract.terms.TermType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Single values, and pairs of them, that are wrong or odd whatever the sums say. */
final class ValueRules {

    /** What a line may be off by (Peppol BIS 3 and XRechnung; EN 16931 has no such rule). */
    private static final BigDecimal LINE_TOLERANCE = new BigDecimal("0.02");

    /** Prefixes of VAT identifiers that are no country codes: Greece, Northern Ireland, and the CEN list's 1A. */
    private static final Set<String> OTHER_VAT_PREFIXES = Set.of("EL", "XI", "1A");

    private static final Set<String> COUNTRIES = Locale.getISOCountries(Locale.IsoCountryCode.PART1_ALPHA2);

    /** Amounts with at most two decimals, by the number of their rule BR-DEC; prices and quantities may have more. */
    private static final Map<String, String> CENTS = new TreeMap<>(Map.ofEntries(
            Map.entry("BR-DEC-01", "allowances.KEY.amount"),
            Map.entry("BR-DEC-02", "allowances.KEY.base_amount"),
            Map.entry("BR-DEC-05", "charges.KEY.amount"),
            Map.entry("BR-DEC-06", "charges.KEY.base_amount"),
            Map.entry("BR-DEC-09", "totals.line_net_amount"),
            Map.entry("BR-DEC-10", "totals.allowance_amount"),
            Map.entry("BR-DEC-11", "totals.charge_amount"),
            Map.entry("BR-DEC-12", "totals.amount_without_vat"),
            Map.entry("BR-DEC-13", "totals.vat_amount"),
            Map.entry("BR-DEC-14", "totals.amount_with_vat"),
            Map.entry("BR-DEC-15", "totals.vat_amount_in_accounting_currency"),
            Map.entry("BR-DEC-16", "totals.paid_amount"),
            Map.entry("BR-DEC-17", "totals.rounding_amount"),
            Map.entry("BR-DEC-18", "totals.amount_due"),
            Map.entry("BR-DEC-19", "vat_breakdown.KEY.taxable_amount"),
            Map.entry("BR-DEC-20", "vat_breakdown.KEY.tax_amount"),
            Map.entry("BR-DEC-23", "lines.KEY.net_amount"),
            Map.entry("BR-DEC-24", "lines.KEY.allowance_amount"),
            Map.entry("BR-DEC-27", "lines.KEY.charge_amount")));

    private ValueRules() {}

    static List<Rule> rules() {
        Stream<Rule> fixed = Stream.of(
                Rule.error("CS-VALUE", facts -> oddValues(facts, true)),
                Rule.warning("CS-VALUE", facts -> oddValues(facts, false)),
                Rule.warning("CS-DUE-DATE", ValueRules::dueBeforeIssued),
                Rule.error("BR-CO-03", ValueRules::taxPointDateTwice),
                Rule.error("BR-CO-09", ValueRules::vatPrefixes),
                Rule.warning("BR-CO-25", ValueRules::neitherDueDateNorTerms),
                Rule.error("BR-CO-26", ValueRules::sellerUnidentified),
                Rule.error("BR-27", facts -> negativePrices(facts, "net_price")),
                Rule.error("BR-28", facts -> negativePrices(facts, "gross_price")),
                Rule.error("BR-29", ValueRules::invoicingPeriodBackwards),
                Rule.error("BR-30", ValueRules::linePeriodsBackwards));
        Stream<Rule> decimals = CENTS.entrySet().stream().map(rule -> cents(rule.getKey(), rule.getValue()));
        return Stream.of(fixed, decimals, Stream.of(Rule.warning("PEPPOL-EN16931-R120", ValueRules::lineNetAmounts)))
                .flatMap(rules -> rules)
                .toList();
    }

    private static Rule cents(String id, String path) {
        String[] segments = path.split("\\.");
        return segments.length == 3
                ? Rule.error(id, facts -> moreThanCents(facts, segments[0], segments[2]))
                : Rule.error(id, facts -> moreThanCents(facts, path));
    }

    /** Values kept from a document although they are none of their term; wrong figures and dates weigh more. */
    private static List<Problem> oddValues(Facts facts, boolean heavy) {
        Map<String, String> values = facts.invoice().values();
        return facts.odd().entrySet().stream()
                .filter(term -> weighs(term.getValue()) == heavy)
                .map(term -> new Problem(
                        Facts.termName(term.getKey()) + " must be "
                                + term.getValue().description() + ", the invoice says \""
                                + brief(values.getOrDefault(term.getKey(), "")) + "\".",
                        List.of(term.getKey())))
                .toList();
    }

    private static boolean weighs(TermType type) {
        return type.isNumeric() || type == TermType.DATE || type == TermType.CURRENCY;
    }

    private static String brief(String value) {
        return value.length() <= 40 ? value : value.substring(0, value.offsetByCodePoints(0, 30)) + "…";
    }

    private static List<Problem> dueBeforeIssued(Facts facts) {
        Optional<LocalDate> issued = date(facts, "issue_date");
        Optional<LocalDate> due = date(facts, "due_date");
        return issued.isPresent() && due.isPresent() && due.get().isBefore(issued.get())
                ? List.of(new Problem(
                        "The invoice is due on " + due.get() + ", before it was issued on " + issued.get() + ".",
                        List.of("due_date", "issue_date")))
                : List.of();
    }

    private static List<Problem> taxPointDateTwice(Facts facts) {
        return facts.has("tax_point_date") && facts.has("tax_point_date_code")
                ? List.of(new Problem(
                        "The VAT point date and its code exclude each other.",
                        List.of("tax_point_date", "tax_point_date_code")))
                : List.of();
    }

    private static List<Problem> vatPrefixes(Facts facts) {
        return Stream.of("seller.vat_identifier", "tax_representative.vat_identifier", "buyer.vat_identifier")
                .filter(path -> facts.invoice()
                        .text(path)
                        .filter(identifier -> !beginsWithCountry(identifier))
                        .isPresent())
                .map(path -> new Problem(
                        Facts.termName(path) + " must begin with a country code such as DE, the invoice says \""
                                + brief(facts.invoice().text(path).orElse("")) + "\".",
                        List.of(path)))
                .toList();
    }

    private static boolean beginsWithCountry(String identifier) {
        String prefix = identifier.substring(0, Math.min(2, identifier.length()));
        return COUNTRIES.contains(prefix) || OTHER_VAT_PREFIXES.contains(prefix);
    }

    /** In the text of EN 16931-1; the official rules assert it no more. */
    private static List<Problem> neitherDueDateNorTerms(Facts facts) {
        return facts.number("totals.amount_due").signum() > 0 && !facts.has("due_date") && !facts.has("payment_terms")
                ? List.of(new Problem(
                        shown(facts.number("totals.amount_due"))
                                + " is to be paid, but there is neither a due date nor payment terms.",
                        List.of("due_date", "payment_terms", "totals.amount_due")))
                : List.of();
    }

    private static List<Problem> sellerUnidentified(Facts facts) {
        List<String> identifiers =
                List.of("seller.identifier", "seller.legal_registration_identifier", "seller.vat_identifier");
        return facts.hasAny(identifiers)
                ? List.of()
                : List.of(new Problem(
                        "The seller has no identifier, legal registration or VAT identifier.", identifiers));
    }

    private static List<Problem> negativePrices(Facts facts, String field) {
        return Rule.ofEach(
                facts.lines(),
                line -> line.number(field).filter(price -> price.signum() < 0).isPresent(),
                line -> new Problem(
                        facts.name(line) + ": a price is not negative, the invoice says "
                                + shown(line.number(field).orElseThrow()) + ".",
                        List.of(line.path().field(field))));
    }

    private static List<Problem> invoicingPeriodBackwards(Facts facts) {
        return backwards(facts, "The invoicing period", "invoicing_period.start_date", "invoicing_period.end_date");
    }

    private static List<Problem> linePeriodsBackwards(Facts facts) {
        return facts.lines().stream()
                .filter(line -> line.text("period_start_date").isPresent())
                .flatMap(line -> backwards(
                        facts,
                        facts.name(line) + ": the period",
                        line.path().field("period_start_date"),
                        line.path().field("period_end_date"))
                        .stream())
                .toList();
    }

    private static List<Problem> backwards(Facts facts, String what, String startPath, String endPath) {
        Optional<LocalDate> start = date(facts, startPath);
        Optional<LocalDate> end = date(facts, endPath);
        return start.isPresent() && end.isPresent() && end.get().isBefore(start.get())
                ? List.of(new Problem(
                        what + " ends on " + end.get() + ", before it begins on " + start.get() + ".",
                        List.of(endPath, startPath)))
                : List.of();
    }

    private static Optional<LocalDate> date(Facts facts, String path) {
        return facts.invoice().text(path).flatMap(TermType::date);
    }

    private static List<Problem> moreThanCents(Facts facts, String path) {
        return facts
                .invoice()
                .number(path)
                .filter(number -> number.scale() > 2)
                .map(number -> moreThanCents(path, number))
                .stream()
                .toList();
    }

    private static List<Problem> moreThanCents(Facts facts, String group, String field) {
        return Rule.ofEach(
                facts.rows(group),
                row -> row.number(field).filter(number -> number.scale() > 2).isPresent(),
                row -> moreThanCents(row.path().field(field), row.number(field).orElseThrow()));
    }

    private static Problem moreThanCents(String path, BigDecimal number) {
        return new Problem(
                Facts.termName(path) + " has at most two decimals, the invoice says " + number.toPlainString() + ".",
                List.of(path));
    }

    /** Asked of every invoice, not only of Peppol's: a line that does not follow from its price is what reviews are for. */
    private static List<Problem> lineNetAmounts(Facts facts) {
        return facts.lines().stream()
                .flatMap(line -> lineNetAmount(line).stream()
                        .filter(expected -> line.number("net_amount")
                                .filter(given -> given.subtract(expected).abs().compareTo(LINE_TOLERANCE) > 0)
                                .isPresent())
                        .map(expected -> new Problem(
                                facts.name(line) + ": "
                                        + (line.text("allowance_amount").isPresent()
                                                        || line.text("charge_amount")
                                                                .isPresent()
                                                ? "quantity, price, allowances and charges make "
                                                : "quantity times price makes ")
                                        + shown(expected)
                                        + ", the invoice says "
                                        + shown(line.number("net_amount").orElseThrow()) + ".",
                                Stream.of(
                                                "net_amount",
                                                "quantity",
                                                "net_price",
                                                "price_base_quantity",
                                                "allowance_amount",
                                                "charge_amount")
                                        .filter(field -> line.text(field).isPresent())
                                        .map(line.path()::field)
                                        .toList())))
                .toList();
    }

    private static Optional<BigDecimal> lineNetAmount(Row line) {
        Optional<BigDecimal> quantity = line.number("quantity");
        Optional<BigDecimal> price = line.number("net_price");
        Optional<BigDecimal> base = orElse(line, "price_base_quantity", BigDecimal.ONE);
        Optional<BigDecimal> allowance = orElse(line, "allowance_amount", BigDecimal.ZERO);
        Optional<BigDecimal> charge = orElse(line, "charge_amount", BigDecimal.ZERO);
        if (quantity.isEmpty() || price.isEmpty() || allowance.isEmpty() || charge.isEmpty()) {
            return Optional.empty();
        }
        return base.filter(divisor -> divisor.signum() != 0)
                .map(divisor -> Facts.cents(quantity.get()
                        .multiply(price.get())
                        .divide(divisor, MathContext.DECIMAL128)
                        .add(charge.get())
                        .subtract(allowance.get())));
    }

    /** The number in a field or, where the field is empty, the other; empty where it cannot be read. */
    private static Optional<BigDecimal> orElse(Row line, String field, BigDecimal other) {
        return line.text(field).isEmpty() ? Optional.of(other) : line.number(field);
    }
}
