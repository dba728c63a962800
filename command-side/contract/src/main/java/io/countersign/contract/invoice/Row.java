package io.countersign.contract.invoice;

import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.TermType;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * A row of a repeated group, such as an invoice line.
 *
 * @param path its group and key
 * @param values its terms by field name, e.g. {@code net_amount}
 */
public record Row(RowPath path, Map<String, String> values) {

    /** The value of a field, as text. */
    public Optional<String> text(String field) {
        return Optional.ofNullable(values.get(field));
    }

    /** The value of a field as a number; empty where there is none or it is no number. */
    public Optional<BigDecimal> number(String field) {
        return text(field).flatMap(TermType::decimal);
    }
}
