package io.countersign.query.reviewqueue;

import io.countersign.platform.web.MalformedRequest;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The order of the queue: by one of its columns, then by invoice id, so that it is total. Invoices without a value
 * there come last in both directions.
 */
record QueueOrder(Column column, Direction direction) {

    static final QueueOrder DEFAULT = new QueueOrder(Column.CHANGED_AT, Direction.DESCENDING);

    /**
     * The order that a request names, e.g. {@code due_date} or {@code -due_date}.
     *
     * @throws MalformedRequest where it is none
     */
    static QueueOrder parse(String sort) {
        boolean descending = sort.startsWith("-");
        String name = descending ? sort.substring(1) : sort;
        return Arrays.stream(Column.values())
                .filter(column -> column.parameter().equals(name))
                .findFirst()
                .map(column -> new QueueOrder(column, descending ? Direction.DESCENDING : Direction.ASCENDING))
                .orElseThrow(() -> new MalformedRequest(
                        "The parameter sort must be one of " + names() + ", or one of them after -."));
    }

    /** As a request names it. */
    String parameter() {
        return (direction == Direction.DESCENDING ? "-" : "") + column.parameter();
    }

    private static String names() {
        return Arrays.stream(Column.values()).map(Column::parameter).collect(Collectors.joining(", "));
    }

    enum Direction {
        ASCENDING("ASC", ">"),
        DESCENDING("DESC", "<");

        private final String keyword;
        private final String beyond;

        Direction(String keyword, String beyond) {
            this.keyword = keyword;
            this.beyond = beyond;
        }

        String keyword() {
            return keyword;
        }

        /** The operator that holds for what comes later. */
        String beyond() {
            return beyond;
        }
    }

    /** A column that has an index for this. */
    enum Column {
        CHANGED_AT("changed_at", "timestamptz"),
        DUE_DATE("due_date", "date"),
        ISSUE_DATE("issue_date", "date"),
        AMOUNT_DUE("amount_due", "numeric"),
        INVOICE_NUMBER("invoice_number_key", "text"),
        SELLER_NAME("seller_name_key", "text"),
        BUYER_NAME("buyer_name_key", "text"),
        ERROR_FINDINGS("error_findings", "int");

        private final String column;
        private final String type;

        Column(String column, String type) {
            this.column = column;
            this.type = type;
        }

        String parameter() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Its name in the table. */
        String column() {
            return column;
        }

        /** Its type in the table; a cursor's text is cast to it. */
        String type() {
            return type;
        }
    }
}
