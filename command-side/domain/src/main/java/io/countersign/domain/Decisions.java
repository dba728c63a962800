package io.countersign.domain;

import io.countersign.contract.conflicts.Conflicts;
import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.Forced;
import io.countersign.contract.review.Review;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.ReviewEvent.InvoiceRejected;
import io.countersign.contract.review.ReviewEvent.InvoiceReopened;
import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.TermPath;
import io.countersign.domain.Decision.ApproveInvoice;
import io.countersign.domain.Decision.CorrectInvoice;
import io.countersign.domain.Decision.Correction;
import io.countersign.domain.Decision.ForceCorrection;
import io.countersign.domain.Decision.PutInvoiceOnHold;
import io.countersign.domain.Decision.RejectInvoice;
import io.countersign.domain.Decision.ReopenInvoice;
import io.countersign.domain.RequestedChange.AddRow;
import io.countersign.domain.RequestedChange.ClearTerm;
import io.countersign.domain.RequestedChange.RemoveRow;
import io.countersign.domain.RequestedChange.SetTerm;
import io.countersign.domain.rules.ApprovalDespiteErrorFindingsMustGiveAReason;
import io.countersign.domain.rules.ApproverMustNotHaveCorrected;
import io.countersign.domain.rules.OnlyAReviewThatIsNotOpenMayBeReopened;
import io.countersign.domain.rules.ReviewMustBeOpen;
import io.countersign.domain.rules.Rule;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides. */
public final class Decisions {

    /** In the order in which they are asked; the first that forbids is the answer. */
    private static final List<Rule> RULES = List.of(
            new ReviewMustBeOpen(),
            new OnlyAReviewThatIsNotOpenMayBeReopened(),
            new ApproverMustNotHaveCorrected(),
            new ApprovalDespiteErrorFindingsMustGiveAReason());

    private Decisions() {}

    /**
     * What becomes of {@code decision}, taken by {@code actor}, where the review stands like this. A stale decision is
     * told so before anything else: its maker has to look again first.
     *
     * @param earlier the invoice as it was at a version up to the review's
     */
    public static Verdict decide(Decision decision, Review review, LongFunction<Invoice> earlier, String actor) {
        if (decision.isStale(review.version())) {
            return new Verdict.Stale(decision.expectedReviewVersion(), review.version());
        }
        List<Misfit> misfits =
                decision instanceof Correction correction ? misfits(correction, review.invoice()) : List.of();
        if (!misfits.isEmpty()) {
            return new Verdict.DoesNotFit(misfits);
        }
        Optional<Rule> forbidding = RULES.stream()
                .filter(rule -> !rule.allows(decision, review, actor))
                .findFirst();
        if (forbidding.isPresent()) {
            return new Verdict.Forbidden(forbidding.get());
        }
        return event(decision, review, earlier)
                .<Verdict>map(event -> new Verdict.Accepted(event, review.version() + 1))
                .orElseGet(() -> new Verdict.Unchanged(review.version()));
    }

    private static Optional<ReviewEvent> event(Decision decision, Review review, LongFunction<Invoice> earlier) {
        return switch (decision) {
            case Correction correction -> {
                List<TermChange> changes = changes(correction, review.invoice());
                yield changes.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new InvoiceCorrected(
                                correction.invoiceId(),
                                changes,
                                correction.note(),
                                forced(correction, review.invoice(), earlier)));
            }
            case ApproveInvoice approval ->
                Optional.of(new InvoiceApproved(approval.invoiceId(), approval.note(), approval.reason()));
            case RejectInvoice rejection ->
                Optional.of(new InvoiceRejected(
                        rejection.invoiceId(), rejection.reasonCode().code(), rejection.reason()));
            case PutInvoiceOnHold hold ->
                Optional.of(
                        new InvoicePutOnHold(hold.invoiceId(), hold.reasonCode().code(), hold.reason()));
            case ReopenInvoice reopening ->
                Optional.of(new InvoiceReopened(
                        reopening.invoiceId(), reopening.reasonCode().code(), reopening.reason()));
        };
    }

    private static @Nullable Forced forced(Correction correction, Invoice current, LongFunction<Invoice> earlier) {
        return switch (correction) {
            case CorrectInvoice _ -> null;
            case ForceCorrection force -> {
                long madeOn = force.expectedReviewVersion();
                yield new Forced(
                        force.reason(),
                        madeOn,
                        Conflicts.overridden(earlier.apply(madeOn), current, RequestedChange.wanted(force.changes())));
            }
        };
    }

    private static List<Misfit> misfits(Correction correction, Invoice invoice) {
        Set<RowPath> wholeRows = correction.changes().stream()
                .map(Decisions::wholeRow)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
        return correction.changes().stream()
                .map(change -> misfit(change, invoice, wholeRows).map(kind -> new Misfit(change.path(), kind)))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<RowPath> wholeRow(RequestedChange change) {
        return switch (change) {
            case AddRow add -> Optional.of(add.row());
            case RemoveRow remove -> Optional.of(remove.row());
            case SetTerm _, ClearTerm _ -> Optional.empty();
        };
    }

    private static Optional<Misfit.Kind> misfit(RequestedChange change, Invoice invoice, Set<RowPath> wholeRows) {
        return switch (change) {
            case AddRow add -> invoice.has(add.row()) ? Optional.of(Misfit.Kind.ROW_EXISTS) : Optional.empty();
            case RemoveRow remove ->
                invoice.has(remove.row()) ? Optional.empty() : Optional.of(Misfit.Kind.UNKNOWN_ROW);
            case SetTerm set -> misfit(set.term(), invoice, wholeRows);
            case ClearTerm clear -> misfit(clear.term(), invoice, wholeRows);
        };
    }

    private static Optional<Misfit.Kind> misfit(TermPath term, Invoice invoice, Set<RowPath> wholeRows) {
        return term.row().flatMap(row -> {
            if (wholeRows.contains(row)) {
                return Optional.of(Misfit.Kind.CONTRADICTS_ROW);
            }
            return invoice.has(row) ? Optional.empty() : Optional.of(Misfit.Kind.UNKNOWN_ROW);
        });
    }

    private static List<TermChange> changes(Correction correction, Invoice invoice) {
        List<TermChange> edits = correction.changes().stream()
                .flatMap(change -> edits(change, invoice))
                .toList();
        return invoice.changesTo(invoice.with(edits));
    }

    private static Stream<TermChange> edits(RequestedChange change, Invoice invoice) {
        return switch (change) {
            case SetTerm set -> Stream.of(edit(invoice, set.path(), set.value()));
            case ClearTerm clear -> Stream.of(edit(invoice, clear.path(), null));
            case AddRow add ->
                add.values().entrySet().stream()
                        .map(term -> edit(invoice, term.getKey().value(), term.getValue()));
            case RemoveRow remove -> invoice.pathsOf(remove.row()).stream().map(path -> edit(invoice, path, null));
        };
    }

    private static TermChange edit(Invoice invoice, String path, @Nullable String after) {
        return new TermChange(path, invoice.text(path).orElse(null), after);
    }
}
