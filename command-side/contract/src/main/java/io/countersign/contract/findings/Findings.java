package io.countersign.contract.findings;

import io.countersign.contract.invoice.Invoice;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * All rules over an invoice: those of EN 16931-1 that its terms can break, under their ids there, and a few of our own
 * ({@code CS-...}). They are the official rules (CEN's Schematron 1.3.16) without its code lists and the rules of
 * syntax. Where its rules for UBL and for CII differ, the invoice does not say which apply, and the lenient ones do:
 *
 * <ul>
 *   <li>BR-CO-15 takes a missing VAT total for zero (CII); BR-CO-17 lets VAT be off by up to and including 1.00 (CII);
 *   <li>BR-S-08 (BR-AF-08, BR-AG-08) is an error from 1.00 on (UBL) and a warning below, where CII wants no difference;
 *   <li>BR-S-01 does not mind a VAT breakdown row that no line uses (CII); if it is not empty, BR-S-08 does.
 * </ul>
 *
 * <p>BR-CO-18 does not apply to an invoice without lines, allowances and charges. Amounts are exact decimals; sums are
 * rounded to cents, half away from zero.
 */
public final class Findings {

    private static final List<Rule> RULES = Stream.of(
                    MandatoryTerms.rules(), TotalRules.rules(), VatRules.rules(), ValueRules.rules())
            .flatMap(List::stream)
            .toList();

    private static final List<Rule> ERRORS =
            RULES.stream().filter(rule -> rule.severity() == Severity.ERROR).toList();

    private Findings() {}

    /** What the rules find wrong with the invoice, in the order of the rules; empty where nothing. */
    public static List<Finding> of(Invoice invoice) {
        return of(invoice, RULES);
    }

    /** Those of them that stand in the way of an approval without a reason. */
    public static List<Finding> errors(Invoice invoice) {
        return of(invoice, ERRORS);
    }

    private static List<Finding> of(Invoice invoice, List<Rule> rules) {
        Facts facts = Facts.of(invoice);
        List<Finding> findings = new ArrayList<>();
        for (Rule rule : rules) {
            for (Rule.Problem problem : rule.check().problems(facts)) {
                findings.add(rule.finding(problem));
            }
        }
        return Collections.unmodifiableList(findings);
    }

    /** The ids of all rules, in their order. */
    public static List<String> rules() {
        return RULES.stream().map(Rule::id).distinct().toList();
    }
}
