package io.countersign.contract.terms;

import java.util.Optional;

/**
 * A row of a repeated group, such as an invoice line.
 *
 * @param group {@code lines}, {@code vat_breakdown}, {@code allowances}, {@code charges}, {@code preceding_invoices} or
 *     {@code supporting_documents}
 * @param key the row's key, {@code [a-z0-9]{1,16}}
 */
public record RowPath(String group, String key) {

    /** The row that {@code value} names, e.g. {@code lines.l4}; empty where there is no such group or key. */
    public static Optional<RowPath> parse(String value) {
        int dot = value.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String group = value.substring(0, dot);
        String key = value.substring(dot + 1);
        return Terms.rowGroups().contains(group) && TermPath.isRowKey(key)
                ? Optional.of(new RowPath(group, key))
                : Optional.empty();
    }

    /** The path of one of the row's terms. */
    public String field(String field) {
        return group + "." + key + "." + field;
    }

    @Override
    public String toString() {
        return group + "." + key;
    }
}
