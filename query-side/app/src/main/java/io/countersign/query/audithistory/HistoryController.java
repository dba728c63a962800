package io.countersign.query.audithistory;

import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.platform.eventstore.StoredEvent;
import io.countersign.platform.web.InvoiceNotFound;
import io.countersign.platform.web.MalformedRequest;
import io.countersign.query.platform.Cursor;
import io.countersign.query.platform.InvoiceDetail;
import io.countersign.query.platform.PageLimit;
import io.countersign.query.platform.ReviewVersion;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What happened to an invoice, read from the event store itself. */
@RestController
@RequestMapping("/api/invoices/{id}")
class HistoryController {

    private final ReviewHistory history;

    HistoryController(ReviewHistory history) {
        this.history = history;
    }

    /** The events, oldest first. */
    @GetMapping("/history")
    HistoryPage history(
            @PathVariable String id,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        InvoiceId invoiceId = InvoiceNotFound.orId(id);
        int size = PageLimit.of(limit);
        long from = cursor == null ? 0 : versionOf(cursor);
        List<StoredEvent> events = history.read(invoiceId, from, size + 1);
        if (events.isEmpty() && history.currentVersion(invoiceId).isEmpty()) {
            throw new InvoiceNotFound(id);
        }
        boolean more = events.size() > size;
        return new HistoryPage(
                events.stream().limit(size).map(HistoryEntry::of).toList(), more ? cursor(from + size) : null);
    }

    /** The invoice as it was at a version. */
    @GetMapping("/versions/{version}")
    InvoiceDetail version(@PathVariable String id, @PathVariable long version) {
        return InvoiceDetail.of(fold(events(id, version), version));
    }

    /** The invoice as it was at an instant. */
    @GetMapping("/versions")
    InvoiceDetail version(@PathVariable String id, @RequestParam String at) {
        Instant instant = instant(at);
        List<RecordedEvent> until = events(id, Long.MAX_VALUE).stream()
                .filter(event -> !event.at().isAfter(instant))
                .toList();
        if (until.isEmpty()) {
            throw new VersionNotFound("The invoice was received after " + at + ".");
        }
        return InvoiceDetail.of(ReviewVersion.of(until));
    }

    /** What leads from one version to another, which may also be an earlier one. */
    @GetMapping("/diff")
    Difference difference(@PathVariable String id, @RequestParam long from, @RequestParam long to) {
        List<RecordedEvent> events = events(id, Math.max(from, to));
        return new Difference(invoice(events, from).changesTo(invoice(events, to)));
    }

    /**
     * A page of a history.
     *
     * @param nextCursor where the next one begins, {@code null} on the last
     */
    record HistoryPage(List<HistoryEntry> items, @Nullable String nextCursor) {}

    /** The terms that differ between two versions. */
    record Difference(List<TermChange> changes) {}

    /** The events up to a version, or to the newest where that comes earlier; the first in any case. */
    private List<RecordedEvent> events(String id, long version) {
        int limit = Math.clamp(version, 0, Integer.MAX_VALUE - 1) + 1;
        List<RecordedEvent> events = history.read(InvoiceNotFound.orId(id), 0, limit).stream()
                .map(StoredEvent::recorded)
                .toList();
        if (events.isEmpty()) {
            throw new InvoiceNotFound(id);
        }
        return events;
    }

    private static Invoice invoice(List<RecordedEvent> events, long version) {
        return fold(events, version).review().invoice();
    }

    private static ReviewVersion fold(List<RecordedEvent> events, long version) {
        if (version < 0 || version >= events.size()) {
            throw new VersionNotFound("The invoice has no version " + version + ".");
        }
        // Versions have no gaps.
        return ReviewVersion.of(events.subList(0, (int) version + 1));
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException notOne) {
            throw new MalformedRequest("The parameter at must be an instant such as 2026-11-21T10:43:00Z.");
        }
    }

    private static String cursor(long version) {
        return Cursor.write(List.of(Long.toString(version)));
    }

    private static long versionOf(String cursor) {
        try {
            return Cursor.read(cursor, 1)
                    .map(parts -> Long.parseLong(Objects.requireNonNullElse(parts.getFirst(), "")))
                    .filter(version -> version >= 0)
                    .orElseThrow(() -> new MalformedRequest("The parameter cursor is none that this list gave out."));
        } catch (NumberFormatException notOurs) {
            throw new MalformedRequest("The parameter cursor is none that this list gave out.");
        }
    }
}
