package io.countersign.query.reviewqueue;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.web.MalformedRequest;
import io.countersign.query.platform.Cursor;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The last invoice of a page, in the order of that page.
 *
 * @param value what it is sorted by, as text; {@code null} where it has no value there
 */
record QueuePosition(@Nullable String value, InvoiceId invoiceId) {

    /** Where a page in that order ended, as its cursor says. */
    static QueuePosition parse(String cursor, QueueOrder order) {
        return Cursor.read(list(order), cursor, 2)
                .filter(parts -> readable(parts.get(0), order.column()))
                .flatMap(parts -> InvoiceId.parse(Objects.requireNonNullElse(parts.get(1), ""))
                        .map(invoiceId -> new QueuePosition(parts.get(0), invoiceId)))
                .orElseThrow(() ->
                        new MalformedRequest("The parameter cursor is none that this list gave out in this order."));
    }

    /** The cursor of a page in that order that ends with this row. */
    static String cursorAfter(QueueRow row, QueueOrder order) {
        Object value = switch (order.column()) {
            case CHANGED_AT -> row.changedAt();
            case DUE_DATE -> row.dueDate();
            case ISSUE_DATE -> row.issueDate();
            case AMOUNT_DUE -> row.amountDue() == null ? null : row.amountDue().toPlainString();
            case INVOICE_NUMBER -> TextKey.sort(row.invoiceNumber());
            case SELLER_NAME -> TextKey.sort(row.sellerName());
            case BUYER_NAME -> TextKey.sort(row.buyerName());
            case ERROR_FINDINGS -> row.errorFindings();
        };
        List<@Nullable String> parts = Arrays.asList(
                value == null ? null : value.toString(), row.invoiceId().toString());
        return Cursor.write(list(order), parts);
    }

    private static String list(QueueOrder order) {
        return "queue by " + order.parameter();
    }

    /** Java reads years of more digits, with a sign; PostgreSQL does not hold them all. */
    private static boolean isFourDigitYear(String value) {
        return value.indexOf('-') == 4;
    }

    /** Whether a value may be given to the database as one of the column; somebody may have made the cursor up. */
    private static boolean readable(@Nullable String value, QueueOrder.Column column) {
        if (value == null) {
            return true;
        }
        try {
            return switch (column) {
                case CHANGED_AT -> Instant.parse(value).isAfter(Instant.EPOCH) && isFourDigitYear(value);
                case DUE_DATE, ISSUE_DATE -> LocalDate.parse(value) != null && isFourDigitYear(value);
                case AMOUNT_DUE -> value.length() < 100 && Math.abs(new BigDecimal(value).scale()) < 100;
                case INVOICE_NUMBER, SELLER_NAME, BUYER_NAME -> value.indexOf('\0') < 0;
                case ERROR_FINDINGS -> Integer.parseInt(value) >= 0;
            };
        } catch (RuntimeException notOurs) {
            return false;
        }
    }
}
