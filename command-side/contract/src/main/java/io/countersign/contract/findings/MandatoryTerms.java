package io.countersign.contract.findings;

import io.countersign.contract.findings.Rule.Problem;
import io.countersign.contract.invoice.Row;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The terms that EN 16931-1 asks for: BR-01 to BR-57 as far as the catalogue has their terms. */
final class MandatoryTerms {

    private static final List<String> SELLER_ADDRESS =
            List.of("seller.address_line_1", "seller.city", "seller.post_code", "seller.country_code");
    private static final List<String> BUYER_ADDRESS =
            List.of("buyer.address_line_1", "buyer.city", "buyer.post_code", "buyer.country_code");

    private MandatoryTerms() {}

    static List<Rule> rules() {
        return List.of(
                // Says how the document was made, nothing about what is owed; paper has none.
                Rule.warning("BR-01", facts -> missing(facts, "specification_identifier")),
                required("BR-02", "invoice_number"),
                required("BR-03", "issue_date"),
                required("BR-04", "type_code"),
                required("BR-05", "currency"),
                required("BR-06", "seller.name"),
                required("BR-07", "buyer.name"),
                Rule.error("BR-08", facts -> anyOf(facts, SELLER_ADDRESS, "The seller has no address.")),
                required("BR-09", "seller.country_code"),
                Rule.error("BR-10", facts -> anyOf(facts, BUYER_ADDRESS, "The buyer has no address.")),
                required("BR-11", "buyer.country_code"),
                required("BR-12", "totals.line_net_amount"),
                required("BR-13", "totals.amount_without_vat"),
                required("BR-14", "totals.amount_with_vat"),
                required("BR-15", "totals.amount_due"),
                Rule.error("BR-16", MandatoryTerms::linesMissing),
                requiredBeside("BR-17", "payee.name", "payee.identifier"),
                requiredBeside("BR-18", "tax_representative.name", "tax_representative.vat_identifier"),
                requiredInRows("BR-21", "lines", "identifier"),
                requiredInRows("BR-22", "lines", "quantity"),
                requiredInRows("BR-23", "lines", "unit_code"),
                requiredInRows("BR-24", "lines", "net_amount"),
                requiredInRows("BR-25", "lines", "item_name"),
                requiredInRows("BR-26", "lines", "net_price"),
                requiredInRows("BR-31", "allowances", "amount"),
                requiredInRows("BR-32", "allowances", "vat_category_code"),
                reasonInRows("BR-33", "allowances"),
                requiredInRows("BR-36", "charges", "amount"),
                requiredInRows("BR-37", "charges", "vat_category_code"),
                reasonInRows("BR-38", "charges"),
                requiredInRows("BR-45", "vat_breakdown", "taxable_amount"),
                requiredInRows("BR-46", "vat_breakdown", "tax_amount"),
                requiredInRows("BR-47", "vat_breakdown", "category_code"),
                requiredInRows(
                        "BR-48",
                        "vat_breakdown",
                        "rate",
                        row -> !row.text("category_code").orElse("").equals("O")),
                requiredBeside("BR-49", "payment.means_code", "payment.account_identifier"),
                requiredInRows("BR-52", "supporting_documents", "reference"),
                Rule.error("BR-53", MandatoryTerms::vatInAccountingCurrencyMissing),
                requiredInRows("BR-55", "preceding_invoices", "reference"),
                requiredBeside("BR-56", "tax_representative.vat_identifier", "tax_representative.name"),
                Rule.error("BR-61", MandatoryTerms::transferWithoutAccount),
                requiredInRows("BR-CO-04", "lines", "vat_category_code"));
    }

    private static Rule required(String id, String path) {
        return Rule.error(id, facts -> missing(facts, path));
    }

    private static Rule requiredBeside(String id, String path, String beside) {
        return Rule.error(id, facts -> facts.has(beside) ? missing(facts, path) : List.of());
    }

    private static Rule requiredInRows(String id, String group, String field) {
        return requiredInRows(id, group, field, row -> true);
    }

    private static Rule requiredInRows(String id, String group, String field, Predicate<Row> where) {
        return Rule.error(
                id,
                facts -> Rule.ofEach(facts.rows(group), row -> row.text(field).isEmpty() && where.test(row), row -> {
                    String path = row.path().field(field);
                    return new Problem(facts.name(row) + ": " + Facts.termName(path) + " is missing.", List.of(path));
                }));
    }

    private static Rule reasonInRows(String id, String group) {
        return Rule.error(
                id,
                facts -> Rule.ofEach(
                        facts.rows(group),
                        row -> row.text("reason").isEmpty()
                                && row.text("reason_code").isEmpty(),
                        row -> new Problem(
                                facts.name(row) + " gives no reason and no reason code.",
                                List.of(row.path().field("reason"), row.path().field("reason_code")))));
    }

    private static List<Problem> missing(Facts facts, String path) {
        return facts.has(path) ? List.of() : List.of(new Problem(Facts.termName(path) + " is missing.", List.of(path)));
    }

    private static List<Problem> anyOf(Facts facts, List<String> paths, String message) {
        return facts.hasAny(paths) ? List.of() : List.of(new Problem(message, paths));
    }

    private static List<Problem> linesMissing(Facts facts) {
        return facts.lines().isEmpty()
                ? List.of(new Problem("The invoice has no lines.", List.of("totals.line_net_amount")))
                : List.of();
    }

    private static List<Problem> vatInAccountingCurrencyMissing(Facts facts) {
        Optional<String> accounting = facts.invoice().text("vat_accounting_currency");
        return accounting.isPresent() && !accounting.equals(facts.invoice().text("currency"))
                ? missing(facts, "totals.vat_amount_in_accounting_currency")
                : List.of();
    }

    /** UNTDID 4461: 30 is a credit transfer, 58 a SEPA credit transfer. */
    private static List<Problem> transferWithoutAccount(Facts facts) {
        String means = facts.invoice().text("payment.means_code").orElse("");
        return (means.equals("30") || means.equals("58")) && !facts.has("payment.account_identifier")
                ? List.of(new Problem(
                        "Payment is by credit transfer, but no account is given.",
                        List.of("payment.account_identifier", "payment.means_code")))
                : List.of();
    }
}
