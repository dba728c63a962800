package io.countersign.query.audithistory;

import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.platform.eventstore.StoredEvent;
import io.countersign.platform.web.InvoiceNotFound;
import io.countersign.query.platform.InstantParameter;
import io.countersign.query.platform.InvoiceDetail;
import io.countersign.query.platform.PageLimit;
import io.countersign.query.platform.ReviewVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    private final RefusedAttempts refused;

    HistoryController(ReviewHistory history, RefusedAttempts refused) {
        this.history = history;
        this.refused = refused;
    }

    /**
     * The events, oldest first.
     *
     * @param attempts whether decisions that were refused because they were stale are among them, each after the event
     *     that made it stale
     */
    @GetMapping("/history")
    HistoryPage history(
            @PathVariable String id,
            @RequestParam(defaultValue = "false") boolean attempts,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        InvoiceId invoiceId = InvoiceNotFound.orId(id);
        int size = PageLimit.of(limit);
        HistoryPosition after = cursor == null ? HistoryPosition.BEGIN : HistoryPosition.parse(invoiceId, cursor);
        // Before the events: what made an attempt stale is then among them.
        List<StoredEvent> found = new ArrayList<>(attempts ? refused.of(invoiceId, after, size + 1) : List.of());
        found.addAll(history.read(invoiceId, after.reviewVersion() + 1, size + 1));
        if (found.isEmpty() && history.currentVersion(invoiceId).isEmpty()) {
            throw new InvoiceNotFound(id);
        }
        List<StoredEvent> page = found.stream()
                .sorted(Comparator.comparing(HistoryPosition::of))
                .limit(size)
                .toList();
        return new HistoryPage(
                page.stream().map(HistoryEntry::of).toList(),
                found.size() > size ? HistoryPosition.of(page.getLast()).cursor(invoiceId) : null);
    }

    /** The invoice as it was at a version. */
    @GetMapping("/versions/{version}")
    InvoiceDetail version(@PathVariable String id, @PathVariable long version) {
        return InvoiceDetail.of(fold(events(id, version), version));
    }

    /** The invoice as it was at an instant. */
    @GetMapping("/versions")
    InvoiceDetail version(@PathVariable String id, @RequestParam String at) {
        Instant instant = InstantParameter.of("at", at);
        InvoiceId invoiceId = InvoiceNotFound.orId(id);
        List<RecordedEvent> until = history.until(invoiceId, instant);
        if (until.isEmpty() && history.currentVersion(invoiceId).isEmpty()) {
            throw new InvoiceNotFound(id);
        }
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
        List<RecordedEvent> events = history.between(InvoiceNotFound.orId(id), 0, Math.max(version, 0));
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
        return ReviewVersion.of(events.subList(0, (int) version + 1));
    }
}
