package io.countersign.query.exports;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.Period;
import org.jspecify.annotations.Nullable;

/**
 * Which events an export holds; what is {@code null} was not asked for.
 *
 * @param period recorded in it
 * @param actor who decided, said something or tried
 * @param invoiceId concerns this invoice
 */
record ExportFilter(
        @JsonUnwrapped Period period,
        @Nullable String actor,
        @Nullable InvoiceId invoiceId) {

    /** Whether it holds everything. */
    boolean selectsAll() {
        return !asksForContent() && invoiceId == null;
    }

    /** Whether an event must be looked into to know whether it belongs to the export. */
    boolean asksForContent() {
        return !period.equals(Period.ALWAYS) || actor != null;
    }
}
