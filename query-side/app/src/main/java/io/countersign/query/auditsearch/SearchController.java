package io.countersign.query.auditsearch;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.StaleDecisionRejected;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.platform.eventstore.StoredEvent;
import io.countersign.platform.eventstore.StoredEvent.Refused;
import io.countersign.platform.web.InvoiceNotFound;
import io.countersign.query.audithistory.HistoryEntry;
import io.countersign.query.auditsearch.EventSearch.Found;
import io.countersign.query.auditsearch.FoundEvent.Said;
import io.countersign.query.platform.InvoiceNumbers;
import io.countersign.query.platform.PageLimit;
import io.countersign.query.platform.Parameters;
import io.countersign.query.platform.Period;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What happened across invoices, newest first. */
@RestController
@RequestMapping("/api/audit")
class SearchController {

    private static final String EVENTS = "events";
    private static final String REJECTED = "rejected decisions";
    private static final Set<String> REFUSED = Set.of(StaleDecisionRejected.class.getSimpleName());

    private final EventSearch search;
    private final ReviewHistory history;
    private final InvoiceNumbers numbers;

    SearchController(EventSearch search, ReviewHistory history, InvoiceNumbers numbers) {
        this.search = search;
        this.history = history;
        this.numbers = numbers;
    }

    /**
     * Events of reviews, and comments.
     *
     * @param event a type, e.g. {@code InvoiceCorrected}
     * @param term path of a term or a row, or that of a term in any row, {@code lines.KEY.net_amount}
     * @param value part of a value before or after, or of a comment, in any case
     * @param from the first instant
     * @param to the first instant after the period
     * @param forced only corrections that were forced
     */
    @GetMapping("/events")
    FoundEvents events(
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String event,
            @RequestParam(required = false) @Nullable String term,
            @RequestParam(required = false) @Nullable String value,
            @RequestParam(name = "invoice_id", required = false) @Nullable String invoiceId,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(defaultValue = "false") boolean forced,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        EventFilter filter = EventFilter.of(actor, event, term, value, invoiceId, forced);
        Period period = Period.of(from, to);
        Found found = search.page(
                filter.trail(),
                filter.types(),
                filter,
                Position.of(EVENTS, cursor, period),
                period.begin(),
                PageLimit.of(limit));
        requireKnown(filter.invoiceId(), found);
        Map<InvoiceId, String> known = numbers(found);
        return new FoundEvents(
                found.events().stream().map(stored -> event(stored, known)).toList(),
                cursor(EVENTS, found),
                reached(found));
    }

    /** Decisions that were refused because they were stale. */
    @GetMapping("/rejected-decisions")
    RejectedDecisions rejectedDecisions(
            @RequestParam(name = "invoice_id", required = false) @Nullable String invoiceId,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        Optional<InvoiceId> invoice = Parameters.invoiceId(invoiceId);
        Optional<String> name = Parameters.actor(actor);
        Period period = Period.of(from, to);
        Found found = search.page(
                invoice.map(Trail::ofRefused).orElseGet(Trail::ofRefused),
                REFUSED,
                stored -> isBy(name, stored),
                Position.of(REJECTED, cursor, period),
                period.begin(),
                PageLimit.of(limit));
        requireKnown(invoice, found);
        Map<InvoiceId, String> known = numbers(found);
        return new RejectedDecisions(
                found.events().stream()
                        .map(stored -> rejected(refused(stored), known))
                        .toList(),
                cursor(REJECTED, found),
                reached(found));
    }

    /**
     * A page of events.
     *
     * @param items may be few, or none, although there is a next page: the search is given out as far as it came
     * @param nextCursor where the next one begins, {@code null} on the last
     * @param searchedBackTo how far back it came, {@code null} on the last page
     */
    record FoundEvents(
            List<FoundEvent> items,
            @Nullable String nextCursor,
            @Nullable Instant searchedBackTo) {}

    /**
     * A page of refused decisions.
     *
     * @param items may be few, or none, although there is a next page: the search is given out as far as it came
     * @param nextCursor where the next one begins, {@code null} on the last
     * @param searchedBackTo how far back it came, {@code null} on the last page
     */
    record RejectedDecisions(
            List<RejectedDecision> items,
            @Nullable String nextCursor,
            @Nullable Instant searchedBackTo) {}

    /** An id that names no invoice must not look like an invoice to which nothing happened. */
    private void requireKnown(Optional<InvoiceId> invoiceId, Found found) {
        if (found.events().isEmpty()
                && invoiceId.filter(id -> history.currentVersion(id).isEmpty()).isPresent()) {
            throw new InvoiceNotFound(invoiceId.get().toString());
        }
    }

    private Map<InvoiceId, String> numbers(Found found) {
        return numbers.of(found.events().stream()
                .flatMap(stored -> stored.invoiceId().stream())
                .distinct()
                .toList());
    }

    private static FoundEvent event(StoredEvent stored, Map<InvoiceId, String> numbers) {
        InvoiceId invoiceId = stored.invoiceId().orElse(null);
        return new FoundEvent(
                invoiceId,
                invoiceId == null ? null : numbers.get(invoiceId),
                HistoryEntry.of(stored),
                stored.content() instanceof StoredEvent.Said ? said(stored.comment()) : null);
    }

    private static Said said(Comment comment) {
        return new Said(comment.number(), comment.text(), comment.term());
    }

    private static boolean isBy(Optional<String> actor, StoredEvent stored) {
        return actor.isEmpty()
                || !(stored.content() instanceof Refused refused)
                || actor.get().equals(refused.actor());
    }

    private static StaleDecisionRejected refused(StoredEvent stored) {
        if (stored.content() instanceof Refused refused) {
            return refused.event();
        }
        throw stored.misplaced();
    }

    private static RejectedDecision rejected(StaleDecisionRejected refused, Map<InvoiceId, String> numbers) {
        return new RejectedDecision(
                refused.actor(),
                refused.at(),
                refused.invoiceId(),
                numbers.get(refused.invoiceId()),
                refused.expectedReviewVersion(),
                refused.currentReviewVersion(),
                refused.kind(),
                refused.wanted(),
                refused.times());
    }

    private static @Nullable String cursor(String list, Found found) {
        return found.reached() == null ? null : found.reached().cursor(list);
    }

    private static @Nullable Instant reached(Found found) {
        return found.reached() == null ? null : found.reached().at();
    }
}
