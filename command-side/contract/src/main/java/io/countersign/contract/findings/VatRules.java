package io.countersign.contract.findings;

import static io.countersign.contract.findings.Facts.shown;

import io.countersign.contract.findings.Rule.Problem;
import io.countersign.contract.invoice.Row;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the VAT breakdown follows from lines, allowances and charges: BR-CO-17, BR-CO-18, and the families BR-S, BR-Z,
 * BR-E, BR-AE, BR-IC, BR-G, BR-O, BR-AF and BR-AG, 01 to 10.
 */
final class VatRules {

    /** What VAT amounts may be off by: rounding of each line instead of the sum is common. */
    private static final BigDecimal TAX_TOLERANCE = BigDecimal.ONE;

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private static final List<String> SELLER_VAT =
            List.of("seller.vat_identifier", "tax_representative.vat_identifier");
    private static final List<String> SELLER_TAX =
            List.of("seller.vat_identifier", "seller.tax_registration_identifier", "tax_representative.vat_identifier");
    private static final List<String> BUYER_TAX =
            List.of("buyer.vat_identifier", "buyer.legal_registration_identifier");
    private static final List<String> BUYER_VAT = List.of("buyer.vat_identifier");

    private VatRules() {}

    static List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        rules.add(Rule.error("BR-CO-17", VatRules::taxOfEachRow));
        rules.add(Rule.error("BR-CO-18", VatRules::breakdownMissing));
        VatCategory.ALL.forEach(category -> ofCategory(category)
                .forEach(rule -> rules.add(new Rule(
                        rule.id(),
                        rule.severity(),
                        // Without a row of the category there is nothing that could break them: so with most, in each
                        // invoice.
                        facts -> facts.vatCategories().contains(category.code())
                                ? rule.check().problems(facts)
                                : List.of()))));
        rules.add(Rule.error("BR-IC-11", VatRules::deliveryDateOfIntraCommunitySupply));
        rules.add(Rule.error("BR-IC-12", VatRules::countryOfIntraCommunitySupply));
        return rules;
    }

    private static List<Rule> ofCategory(VatCategory category) {
        List<Rule> rules = new ArrayList<>();
        String prefix = category.prefix();
        rules.add(Rule.error(prefix + "-01", facts -> rowMissing(category, facts)));
        rules.add(Rule.error(prefix + "-02", facts -> parties(category, facts, "lines")));
        rules.add(Rule.error(prefix + "-03", facts -> parties(category, facts, "allowances")));
        rules.add(Rule.error(prefix + "-04", facts -> parties(category, facts, "charges")));
        rules.add(Rule.error(prefix + "-05", facts -> rates(category, facts, "lines")));
        rules.add(Rule.error(prefix + "-06", facts -> rates(category, facts, "allowances")));
        rules.add(Rule.error(prefix + "-07", facts -> rates(category, facts, "charges")));
        if (category.byRate()) {
            // The official rules for UBL let it be off by less than 1.00, those for CII by nothing; the invoice does
            // not
            // say which it was, so small differences are shown and do not stand in the way.
            rules.add(Rule.error(prefix + "-08", facts -> taxableAmount(category, facts, Off.BY_ONE_OR_MORE)));
            rules.add(Rule.warning(prefix + "-08", facts -> taxableAmount(category, facts, Off.BY_LESS)));
            rules.add(Rule.error(
                    prefix + "-09", facts -> taxOf(rows(category, facts).toList(), facts)));
        } else {
            rules.add(Rule.error(prefix + "-08", facts -> taxableAmount(category, facts, Off.BY_ANYTHING)));
            rules.add(Rule.error(prefix + "-09", facts -> taxNotZero(category, facts)));
        }
        rules.add(Rule.error(prefix + "-10", facts -> exemptionReason(category, facts)));
        return rules;
    }

    private static Stream<Row> rows(VatCategory category, Facts facts) {
        return facts.vatBreakdown().stream().filter(row -> isOf(category, row, "category_code"));
    }

    private static Stream<Row> used(VatCategory category, Facts facts, String group) {
        return facts.rows(group).stream().filter(row -> isOf(category, row, "vat_category_code"));
    }

    private static Stream<Row> used(VatCategory category, Facts facts) {
        return Stream.of("lines", "allowances", "charges").flatMap(group -> used(category, facts, group));
    }

    private static boolean isOf(VatCategory category, Row row, String field) {
        return row.text(field).filter(category.code()::equals).isPresent();
    }

    /** -01. That a row without lines of its category is wrong too, as the rules for UBL have it, shows in -08. */
    private static List<Problem> rowMissing(VatCategory category, Facts facts) {
        Optional<Row> first = used(category, facts).findFirst();
        long rows = rows(category, facts).count();
        boolean right = category.byRate() ? rows > 0 : rows == 1;
        if (first.isEmpty() || right) {
            return List.of();
        }
        String message = rows == 0
                ? "VAT category " + category.code() + " is used, but the VAT breakdown has no row for it."
                : "The VAT breakdown has " + rows + " rows for VAT category " + category.code() + " instead of one.";
        return List.of(new Problem(message, List.of(first.get().path().field("vat_category_code"))));
    }

    /** -02 for lines, -03 for allowances, -04 for charges. */
    private static List<Problem> parties(VatCategory category, Facts facts, String group) {
        if (used(category, facts, group).findAny().isEmpty()) {
            return List.of();
        }
        String used = "VAT category " + category.code() + " is used, but ";
        return switch (category.parties()) {
            case SELLER -> noneOf(facts, SELLER_TAX, used + "the seller has no VAT identifier or tax registration.");
            case SELLER_WITH_VAT_IDENTIFIER -> noneOf(facts, SELLER_VAT, used + "the seller has no VAT identifier.");
            case SELLER_AND_BUYER ->
                facts.hasAny(SELLER_TAX)
                        ? noneOf(facts, BUYER_TAX, used + "the buyer has no VAT identifier or legal registration.")
                        : noneOf(facts, SELLER_TAX, used + "the seller has no VAT identifier or tax registration.");
            case BOTH_WITH_VAT_IDENTIFIERS ->
                facts.hasAny(SELLER_VAT)
                        ? noneOf(facts, BUYER_VAT, used + "the buyer has no VAT identifier.")
                        : noneOf(facts, SELLER_VAT, used + "the seller has no VAT identifier.");
            case NOBODY ->
                Stream.of("seller.vat_identifier", "tax_representative.vat_identifier", "buyer.vat_identifier")
                        .filter(facts::has)
                        .limit(1)
                        .map(path -> new Problem(
                                "VAT category O (outside the scope of VAT) is used, but there is a "
                                        + Facts.termName(path) + ".",
                                List.of(path)))
                        .toList();
        };
    }

    private static List<Problem> noneOf(Facts facts, List<String> paths, String message) {
        return facts.hasAny(paths) ? List.of() : List.of(new Problem(message, paths));
    }

    /** -05 for lines, -06 for allowances, -07 for charges. */
    private static List<Problem> rates(VatCategory category, Facts facts, String group) {
        return Rule.ofEach(
                facts.rows(group),
                row -> isOf(category, row, "vat_category_code")
                        && (row.text("vat_rate").isEmpty()
                                || row.number("vat_rate").isPresent())
                        && !isAllowed(category.rate(), row.number("vat_rate")),
                row -> new Problem(
                        facts.name(row) + ": the rate of VAT category " + category.code() + " must be "
                                + category.rate().description() + ", the invoice says "
                                + row.text("vat_rate").orElse("none") + ".",
                        List.of(row.path().field("vat_rate"), row.path().field("vat_category_code"))));
    }

    private static boolean isAllowed(VatCategory.Rate allowed, Optional<BigDecimal> rate) {
        return switch (allowed) {
            case POSITIVE -> rate.isPresent() && rate.get().signum() > 0;
            case NOT_NEGATIVE -> rate.isPresent() && rate.get().signum() >= 0;
            case ZERO -> rate.isPresent() && rate.get().signum() == 0;
            case NONE -> rate.isEmpty();
        };
    }

    /** How far a taxable amount is off. */
    private enum Off {
        BY_ANYTHING,
        BY_ONE_OR_MORE,
        BY_LESS;

        boolean covers(BigDecimal difference) {
            boolean atLeastOne = difference.abs().compareTo(BigDecimal.ONE) >= 0;
            return difference.signum() != 0
                    && switch (this) {
                        case BY_ANYTHING -> true;
                        case BY_ONE_OR_MORE -> atLeastOne;
                        case BY_LESS -> !atLeastOne;
                    };
        }
    }

    /** -08. */
    private static List<Problem> taxableAmount(VatCategory category, Facts facts, Off off) {
        Optional<Map<String, BigDecimal>> taxed = taxed(category, facts);
        if (taxed.isEmpty()) {
            return List.of();
        }
        return rows(category, facts)
                .filter(row -> row.number("taxable_amount").isPresent())
                .flatMap(row -> {
                    BigDecimal expected =
                            Facts.cents(taxed.get().getOrDefault(rateKey(category, row, "rate"), BigDecimal.ZERO));
                    BigDecimal given = row.number("taxable_amount").orElseThrow();
                    return off.covers(given.subtract(expected))
                            ? Stream.of(new Problem(
                                    facts.name(row) + ": lines plus charges less allowances make " + shown(expected)
                                            + ", the invoice says " + shown(given) + ".",
                                    taxableTerms(category, facts, row)))
                            : Stream.<Problem>empty();
                })
                .toList();
    }

    private static List<String> taxableTerms(VatCategory category, Facts facts, Row row) {
        List<String> terms = new ArrayList<>();
        terms.add(row.path().field("taxable_amount"));
        String key = rateKey(category, row, "rate");
        used(category, facts)
                .filter(used -> rateKey(category, used, "vat_rate").equals(key))
                .forEach(used -> terms.add(used.path().field(amountField(used))));
        return terms;
    }

    /** Lines plus charges less allowances of the category, by rate; empty where a figure cannot be read. */
    private static Optional<Map<String, BigDecimal>> taxed(VatCategory category, Facts facts) {
        Map<String, BigDecimal> sums = new HashMap<>();
        for (Row row : used(category, facts).toList()) {
            Optional<BigDecimal> amount = row.number(amountField(row));
            if (amount.isEmpty() && row.text(amountField(row)).isPresent()) {
                return Optional.empty();
            }
            BigDecimal signed = row.path().group().equals("allowances")
                    ? amount.orElse(BigDecimal.ZERO).negate()
                    : amount.orElse(BigDecimal.ZERO);
            sums.merge(rateKey(category, row, "vat_rate"), signed, BigDecimal::add);
        }
        return Optional.of(sums);
    }

    private static String amountField(Row row) {
        return row.path().group().equals("lines") ? "net_amount" : "amount";
    }

    private static String rateKey(VatCategory category, Row row, String field) {
        return category.byRate()
                ? row.number(field)
                        .map(rate -> rate.stripTrailingZeros().toPlainString())
                        .orElse("")
                : "";
    }

    private static List<Problem> taxOfEachRow(Facts facts) {
        return taxOf(facts.vatBreakdown(), facts);
    }

    private static List<Problem> taxOf(List<Row> rows, Facts facts) {
        return rows.stream().flatMap(row -> taxOf(row, facts).stream()).toList();
    }

    /** Off by exactly 1.00 passes, as in the official rules for CII; those for UBL refuse it. */
    private static List<Problem> taxOf(Row row, Facts facts) {
        Optional<BigDecimal> base = row.number("taxable_amount");
        Optional<BigDecimal> tax = row.number("tax_amount");
        boolean rateUnreadable =
                row.text("rate").isPresent() && row.number("rate").isEmpty();
        if (base.isEmpty() || tax.isEmpty() || rateUnreadable) {
            return List.of();
        }
        BigDecimal rate = row.number("rate").orElse(BigDecimal.ZERO);
        BigDecimal expected = Facts.cents(base.get().multiply(rate).divide(HUNDRED));
        return tax.get().subtract(expected).abs().compareTo(TAX_TOLERANCE) <= 0
                ? List.of()
                : List.of(new Problem(
                        facts.name(row) + ": " + rate.toPlainString() + " % of " + shown(base.get()) + " is "
                                + shown(expected) + ", the invoice says " + shown(tax.get()) + ".",
                        List.of(
                                row.path().field("tax_amount"),
                                row.path().field("taxable_amount"),
                                row.path().field("rate"))));
    }

    /** -09 of the categories without VAT. */
    private static List<Problem> taxNotZero(VatCategory category, Facts facts) {
        return Rule.ofEach(
                facts.vatBreakdown(),
                row -> isOf(category, row, "category_code")
                        && row.number("tax_amount")
                                .filter(tax -> tax.signum() != 0)
                                .isPresent(),
                row -> new Problem(
                        facts.name(row) + ": VAT must be zero, the invoice says "
                                + shown(row.number("tax_amount").orElseThrow()) + ".",
                        List.of(row.path().field("tax_amount"))));
    }

    /** -10. */
    private static List<Problem> exemptionReason(VatCategory category, Facts facts) {
        return Rule.ofEach(
                facts.vatBreakdown(),
                row -> {
                    boolean given = row.text("exemption_reason").isPresent()
                            || row.text("exemption_reason_code").isPresent();
                    return isOf(category, row, "category_code")
                            && given == (category.reason() == VatCategory.Reason.FORBIDDEN);
                },
                row -> new Problem(
                        facts.name(row)
                                + (category.reason() == VatCategory.Reason.FORBIDDEN
                                        ? " gives a reason for an exemption, but is taxed."
                                        : " gives no reason for the exemption."),
                        List.of(row.path().field("exemption_reason"), row.path().field("exemption_reason_code"))));
    }

    /** The profiles of Factur-X without lines may leave the breakdown out; there is nothing that it could follow from. */
    private static List<Problem> breakdownMissing(Facts facts) {
        boolean nothingToTax = facts.lines().isEmpty()
                && facts.allowances().isEmpty()
                && facts.charges().isEmpty();
        return facts.vatBreakdown().isEmpty() && !nothingToTax
                ? List.of(new Problem("The invoice has no VAT breakdown.", List.of("totals.vat_amount")))
                : List.of();
    }

    private static List<Problem> deliveryDateOfIntraCommunitySupply(Facts facts) {
        return intraCommunitySupply(facts)
                ? noneOf(
                        facts,
                        List.of("delivery_date", "invoicing_period.start_date", "invoicing_period.end_date"),
                        "An intra-community supply needs a delivery date or an invoicing period.")
                : List.of();
    }

    private static List<Problem> countryOfIntraCommunitySupply(Facts facts) {
        return intraCommunitySupply(facts)
                ? noneOf(
                        facts,
                        List.of("deliver_to.country_code"),
                        "An intra-community supply needs the country that it was delivered to.")
                : List.of();
    }

    private static boolean intraCommunitySupply(Facts facts) {
        return facts.vatBreakdown().stream()
                .anyMatch(row -> row.text("category_code").filter("K"::equals).isPresent());
    }
}
