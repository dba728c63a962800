package io.countersign.query.exports;

import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.InvoiceId;
import io.countersign.query.auditlog.ChainedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Events as a table for a spreadsheet: a changed term a row, an event without any in one row. RFC 4180 in UTF-8 with a
 * byte order mark, by which spreadsheets know it.
 */
final class CsvTable {

    private static final List<String> COLUMNS = List.of(
            "recorded_at",
            "invoice_number",
            "invoice_id",
            "review_version",
            "event",
            "actor",
            "term",
            "before",
            "after",
            "wanted",
            "note",
            "reason_code",
            "reason",
            "comment",
            "forced",
            "kind",
            "expected_review_version",
            "current_review_version",
            "times",
            "command_id",
            "stream_id",
            "version",
            "hash",
            "leaf_index");

    private final OutputStream out;

    /** Begins with the names of the columns. */
    CsvTable(OutputStream out) throws IOException {
        this.out = out;
        out.write("\uFEFF".getBytes(StandardCharsets.UTF_8));
        write(COLUMNS.stream());
    }

    /**
     * Adds events.
     *
     * @param invoiceNumbers of these events' invoices
     */
    void add(List<SelectedEvent> events, Map<InvoiceId, String> invoiceNumbers) throws IOException {
        for (SelectedEvent event : events) {
            EventContent content = event.content();
            List<TermChange> changes = content.changes();
            List<TermChange> wanted = content.wanted();
            if (changes.isEmpty() && wanted.isEmpty()) {
                // A comment may be about a term.
                add(event, invoiceNumbers, content.text("term"), null, null);
            }
            for (TermChange change : changes) {
                add(event, invoiceNumbers, change.term(), change, null);
            }
            for (TermChange attempt : wanted) {
                add(event, invoiceNumbers, attempt.term(), null, attempt);
            }
        }
    }

    private void add(
            SelectedEvent selected,
            Map<InvoiceId, String> invoiceNumbers,
            @Nullable String term,
            @Nullable TermChange change,
            @Nullable TermChange wanted)
            throws IOException {
        ChainedEvent event = selected.event();
        EventContent content = selected.content();
        String invoiceId = content.invoiceId();
        String stream = event.streamId();
        String version = Long.toString(event.version());
        write(Stream.of(
                event.recordedAt(),
                InvoiceId.parse(Objects.requireNonNullElse(invoiceId, ""))
                        .map(invoiceNumbers::get)
                        .orElse(null),
                invoiceId,
                stream.equals(invoiceId) ? version : null,
                event.eventType(),
                content.actor(),
                term,
                change == null ? null : change.before(),
                change == null ? null : change.after(),
                wanted == null ? null : wanted.after(),
                content.text("note"),
                content.text("reason_code"),
                content.isForced() ? content.forced("reason") : content.text("reason"),
                content.text("text"),
                content.isForced() ? "true" : null,
                content.text("kind"),
                content.isForced() ? content.forced("made_on") : content.text("expected_review_version"),
                content.text("current_review_version"),
                content.text("times"),
                content.commandId(),
                stream,
                version,
                event.hash(),
                Long.toString(selected.leaf().index())));
    }

    private void write(Stream<@Nullable String> cells) throws IOException {
        out.write((cells.map(cell -> cell == null ? "" : quoted(harmless(cell))).collect(Collectors.joining(","))
                        + "\r\n")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    /**
     * A text that no spreadsheet takes for a formula, as OWASP advises: an apostrophe stands before what would be one,
     * also behind blanks and marks that are not seen, which some programs pass over.
     */
    private static String harmless(String text) {
        int first = 0;
        while (first < text.length() && isUnseen(text.codePointAt(first))) {
            first += Character.charCount(text.codePointAt(first));
        }
        boolean formula = first < text.length() && "=+-@\uFF1D\uFF0B\uFF0D\uFF20".indexOf(text.charAt(first)) >= 0;
        boolean control = !text.isEmpty() && "\t\r\n".indexOf(text.charAt(0)) >= 0;
        return formula || control ? "'" + text : text;
    }

    private static boolean isUnseen(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }
}
