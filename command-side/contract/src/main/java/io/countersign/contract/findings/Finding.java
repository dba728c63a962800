package io.countersign.contract.findings;

import java.util.List;

/**
 * Something wrong or odd in an invoice.
 *
 * @param rule id of the rule that found it, e.g. {@code BR-CO-10} (EN 16931-1)
 * @param severity whether it stands in the way of an approval without a reason
 * @param message what is wrong, for a person, with the figures
 * @param terms paths of the terms that it is about, the most telling first
 */
public record Finding(String rule, Severity severity, String message, List<String> terms) {

    public Finding {
        terms = List.copyOf(terms);
    }
}
