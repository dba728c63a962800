package io.countersign.command.platform;

import io.countersign.contract.conflicts.Conflicts;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.contract.review.ReviewEvent.InvoiceRejected;
import io.countersign.contract.review.ReviewEvent.InvoiceReopened;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.Correction;
import io.countersign.domain.RequestedChange;
import io.countersign.platform.web.ProblemException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * A decision was made on a version that is no longer current: 409 {@code STALE_WRITE} with who changed what since, and
 * which of the wanted changes clash with that.
 */
public final class StaleWrite extends ProblemException {

    private static final long serialVersionUID = 1L;

    /** At most so many of the newest changes are told. */
    private static final int CHANGES_TOLD = 50;

    private static final String TITLE = "Your session is out of date";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneOffset.UTC);

    private final transient Map<String, Object> members;
    private final long currentReviewVersion;
    private final transient List<String> conflictingTerms;

    private record Since(long reviewVersion, String event, String actor, Instant at, List<TermChange> changes) {}

    private StaleWrite(
            String message, long currentReviewVersion, List<String> conflictingTerms, Map<String, Object> members) {
        super(HttpStatus.CONFLICT, "STALE_WRITE", TITLE, message);
        this.members = members;
        this.currentReviewVersion = currentReviewVersion;
        this.conflictingTerms = conflictingTerms;
    }

    /** The refusal of {@code decision}, where {@code history} is all that happened to the invoice. */
    static StaleWrite of(Decision decision, List<RecordedEvent> history) {
        long expected = decision.expectedReviewVersion();
        long current = history.getLast().reviewVersion();
        List<RecordedEvent> since =
                expected >= current ? List.of() : history.subList((int) expected + 1, history.size());
        List<RecordedEvent> told = since.subList(Math.max(0, since.size() - CHANGES_TOLD), since.size());
        Conflicts conflicts = conflicts(decision, history, since);

        String message = message(expected, current, told);
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("error", "stale_session");
        members.put("message", message);
        members.put("invoice_id", decision.invoiceId());
        members.put("local_version", expected);
        members.put("remote_version", current);
        members.put("expected_review_version", expected);
        members.put("current_review_version", current);
        members.put("changed_since_truncated", told.size() < since.size());
        members.put("changed_since", told.stream().map(StaleWrite::since).toList());
        members.put("conflicting_terms", conflicts.conflicting());
        members.put("mergeable_terms", conflicts.mergeable());
        return new StaleWrite(message, current, conflicts.conflicting(), members);
    }

    /** The version that the decision met. */
    long currentReviewVersion() {
        return currentReviewVersion;
    }

    /** Which of the wanted changes clash with what others changed. */
    List<String> conflictingTerms() {
        return conflictingTerms;
    }

    @Override
    public Map<String, ? extends @Nullable Object> members() {
        return members;
    }

    private static Conflicts conflicts(Decision decision, List<RecordedEvent> history, List<RecordedEvent> since) {
        if (!(decision instanceof Correction correction)) {
            return new Conflicts(List.of(), List.of());
        }
        Review base = Review.of(history.subList(0, history.size() - since.size()));
        Review current = base.evolve(since);
        return Conflicts.between(base.invoice(), current.invoice(), RequestedChange.wanted(correction.changes()));
    }

    private static Since since(RecordedEvent recorded) {
        return new Since(
                recorded.reviewVersion(),
                recorded.event().getClass().getSimpleName(),
                recorded.actor(),
                recorded.at(),
                recorded.event().changes());
    }

    private static String message(long expected, long current, List<RecordedEvent> told) {
        if (told.isEmpty()) {
            return "Your copy says version %d, but the invoice is at version %d. Refresh to get the latest."
                    .formatted(expected, current);
        }
        RecordedEvent newest = told.getLast();
        String others = told.size() == 1
                ? ""
                : " There were %d changes since your version %d.".formatted(current - expected, expected);
        return "Another session made changes: %s %s at %s (version %d).%s"
                .formatted(newest.actor(), what(newest), TIME.format(newest.at()), newest.reviewVersion(), others);
    }

    private static String what(RecordedEvent recorded) {
        return switch (recorded.event()) {
            case InvoiceReceived _ -> "received the invoice";
            case InvoiceCorrected correction ->
                "changed "
                        + correction.changes().stream()
                                .map(TermChange::term)
                                .limit(3)
                                .collect(Collectors.joining(", "))
                        + (correction.changes().size() > 3
                                ? " and %d more".formatted(correction.changes().size() - 3)
                                : "");
            case InvoiceApproved _ -> "approved the invoice";
            case InvoiceRejected _ -> "rejected the invoice";
            case InvoicePutOnHold _ -> "put the invoice on hold";
            case InvoiceReopened _ -> "reopened the invoice";
        };
    }
}
