package io.countersign.query.exports;

import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.InvoiceId;
import io.countersign.query.auditlog.ChainedEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
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

    private static final String FORMULA = "=+-@\uFF1D\uFF0B\uFF0D\uFF20";

    /** By which some spreadsheets separate cells and rows. */
    private static final String SEPARATORS = ";\t\r\n";

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
     * also behind blanks and marks that are not seen, which some programs pass over. So it does within the text, where a
     * spreadsheet that separates by semicolons or tabs, and so minds no quotes here, begins another cell.
     */
    static String harmless(String text) {
        BitSet formulas = new BitSet();
        boolean formula = false;
        for (int at = text.length(); at > 0; ) {
            int character = text.codePointBefore(at);
            if (formula && SEPARATORS.indexOf(character) >= 0) {
                formulas.set(at);
            }
            if (FORMULA.indexOf(character) >= 0) {
                formula = true;
            } else if (character != '"' && !isUnseen(character)) {
                formula = false;
            }
            at -= Character.charCount(character);
        }
        boolean control = !text.isEmpty() && "\t\r\n".indexOf(text.charAt(0)) >= 0;
        formulas.set(0, formula || control);
        StringBuilder harmless = new StringBuilder();
        int written = 0;
        for (int at = formulas.nextSetBit(0); at >= 0; at = formulas.nextSetBit(at + 1)) {
            harmless.append(text, written, at).append('\'');
            written = at;
        }
        return harmless.append(text, written, text.length()).toString();
    }

    private static boolean isUnseen(int character) {
        return Character.isWhitespace(character)
                || Character.isSpaceChar(character)
                || Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT;
    }
}
