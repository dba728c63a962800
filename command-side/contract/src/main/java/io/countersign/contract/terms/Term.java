package io.countersign.contract.terms;

/**
 * A business term of EN 16931-1.
 *
 * @param businessTerm its id in the norm, e.g. {@code BT-131}
 * @param path where it stands in an invoice, e.g. {@code seller.name}; terms of a repeated group have {@code KEY} for
 *     the row's key, e.g. {@code lines.KEY.net_amount}
 * @param name its name in the norm, e.g. {@code Invoice line net amount}
 * @param type what kind of value it holds
 */
public record Term(String businessTerm, String path, String name, TermType type) {

    static final String KEY = "KEY";

    /** The first segment of the path for grouped terms ({@code seller}, {@code lines}), else {@code invoice}. */
    public String group() {
        int dot = path.indexOf('.');
        return dot < 0 ? "invoice" : path.substring(0, dot);
    }

    /** Whether the term stands in the rows of a repeated group. */
    public boolean isInRow() {
        return path.contains("." + KEY + ".");
    }

    /** The last segment of the path, e.g. {@code net_amount}. */
    public String field() {
        return path.substring(path.lastIndexOf('.') + 1);
    }
}
