package io.countersign.contract.findings;

import io.countersign.contract.invoice.Invoice;
import java.util.List;

/** All rules over an invoice. */
public final class Findings {

    private Findings() {}

    /** What the rules find wrong with the invoice, in the order of the rules; empty where nothing. */
    public static List<Finding> of(Invoice invoice) {
        return List.of();
    }
}
