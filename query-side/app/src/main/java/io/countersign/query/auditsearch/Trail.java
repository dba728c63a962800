package io.countersign.query.auditsearch;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import java.util.List;
import java.util.Map;

/**
 * A way back in time through some of the events. Each is the order of an index, so that a stretch of it costs what the
 * stretch is long, whatever the store holds beside it.
 *
 * @param condition which events lie on it, in SQL
 * @param order columns of the index but the last, which is {@code global_position}
 * @param values what a position says for these columns, in SQL, with the instant as {@code :at}
 * @param parameters of the condition and the values
 */
record Trail(String condition, List<String> order, List<String> values, Map<String, Object> parameters) {

    private static final List<String> RECORDED = List.of("recorded_at");
    private static final List<String> INSTANT = List.of("CAST(:at AS timestamptz)");
    private static final String REFUSED = "event_type = 'StaleDecisionRejected'";
    // Sorts as the instant does, whatever digits its fraction has.
    private static final List<String> TRIED = List.of("rtrim(payload::json ->> 'at', 'Z') COLLATE \"C\"");
    private static final List<String> TEXT = List.of("rtrim(:at, 'Z')");

    /** All events. */
    static Trail ofAll() {
        return new Trail("true", RECORDED, INSTANT, Map.of());
    }

    /** The corrections that were forced. */
    static Trail ofForced() {
        return new Trail(
                "event_type = 'InvoiceCorrected' AND payload LIKE '%\"forced\":{%'", RECORDED, INSTANT, Map.of());
    }

    /** What one person did. */
    static Trail ofActor(String actor) {
        return ofGroup("metadata::json ->> 'actor'", actor);
    }

    /** The events of one type. */
    static Trail ofType(String type) {
        return ofGroup("event_type", type);
    }

    /**
     * The events with one value in an index. It is part of the order and only by that of the condition: had PostgreSQL an
     * equation, it might take it for cheaper to look for the events of a person who left among all that came since.
     */
    private static Trail ofGroup(String expression, String value) {
        return new Trail(
                expression + " >= :group",
                List.of(expression, "recorded_at"),
                List.of(":group", "CAST(:at AS timestamptz)"),
                Map.of("group", value));
    }

    /** The review and the discussion of one invoice. They are short: sorting them costs less than an index would. */
    static Trail of(InvoiceId invoiceId) {
        return new Trail(
                "stream_id IN (:review, :discussion)",
                RECORDED,
                INSTANT,
                Map.of("review", invoiceId.toString(), "discussion", CommentAdded.streamOf(invoiceId)));
    }

    /** Decisions that were refused because they were stale, by when they were first tried. */
    static Trail ofRefused() {
        return new Trail(REFUSED, TRIED, TEXT, Map.of());
    }

    /** The same on one invoice. */
    static Trail ofRefused(InvoiceId invoiceId) {
        return new Trail(
                REFUSED + " AND payload::json ->> 'invoice_id' = :invoice",
                TRIED,
                TEXT,
                Map.of("invoice", invoiceId.toString()));
    }

    /** The query of the stretch before {@code :at} and {@code :position} that ends at {@code :from}, newest first. */
    String sql(String columns) {
        return """
                SELECT %s
                FROM event_store.event
                WHERE %s AND (%s, global_position) < (%s, :position) AND (%s) >= (%s)
                ORDER BY %s DESC, global_position DESC
                LIMIT :limit""".formatted(
                        columns,
                        condition,
                        String.join(", ", order),
                        String.join(", ", values),
                        String.join(", ", order),
                        String.join(", ", values).replace(":at", ":from"),
                        String.join(" DESC, ", order));
    }
}
