package io.countersign.command.platform;

import io.countersign.command.platform.SignedCommands.Signed;
import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.CorrectInvoice;
import io.countersign.domain.Decisions;
import io.countersign.domain.Verdict;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.platform.observability.LogContext;
import io.countersign.platform.observability.Traces;
import io.countersign.platform.observability.Traces.Step;
import io.countersign.platform.web.InvoiceNotFound;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where every decision passes, whichever way it came in: replay of a known key, the version guard, then the aggregate.
 * There is no second way to save, so none that forgets the version.
 */
@Component
public class DecisionDesk {

    private final SignedCommands commands;
    private final JsonMapper json;
    private final ReviewHistory history;
    private final RefusedDecisions refusedDecisions;
    private final DecisionMeters meters;
    private final Traces traces;
    private final Turns turns = new Turns();

    DecisionDesk(
            SignedCommands commands,
            JsonMapper json,
            ReviewHistory history,
            RefusedDecisions refusedDecisions,
            DecisionMeters meters,
            Traces traces) {
        this.commands = commands;
        this.json = json;
        this.history = history;
        this.refusedDecisions = refusedDecisions;
        this.meters = meters;
        this.traces = traces;
    }

    /**
     * Takes a decision.
     *
     * @throws InvoiceNotFound where there is no such invoice
     * @throws StaleWrite where it was made on another version than the current one
     * @throws InvalidChanges where the invoice cannot take the changes
     * @throws DecisionNotAllowed where a rule forbids it
     * @throws IdempotencyKeyReused where its key named something else
     */
    public DecisionResult decide(Decision decision, Signature signature) {
        Signed request = commands.sign(decision, () -> content(decision), signature);
        Object invoiceId = decision.invoiceId();
        try (LogContext _ = LogContext.begin()
                        .actor(signature.actor())
                        .invoice(invoiceId)
                        .decision(request.commandId());
                Step _ = traces.step(
                        decision.kind(),
                        Map.of("invoice_id", "" + invoiceId, "command_id", "" + request.commandId()))) {
            return turns.take(decision.invoiceId(), () -> result(decision, request))
                    .orElseThrow(() -> stale(decision, signature));
        } catch (RuntimeException refusal) {
            meters.refused(decision, refusal);
            throw refusal;
        }
    }

    /**
     * What a correction would do, judged as {@link #decide} would judge it. Nothing is stored, and a stale one is no
     * attempt to save.
     *
     * @throws InvoiceNotFound as for {@link #decide}, and so for the others
     */
    public CorrectionPreview preview(CorrectInvoice correction, Signature signature) {
        List<RecordedEvent> events = history.of(correction.invoiceId());
        if (events.isEmpty()) {
            throw new InvoiceNotFound(correction.invoiceId().toString());
        }
        Review review = Review.of(events);
        LongFunction<Invoice> earlier =
                version -> Review.of(events.subList(0, (int) version + 1)).invoice();
        return switch (Decisions.decide(correction, review, earlier, signature.actor())) {
            case Verdict.Accepted accepted ->
                CorrectionPreview.of(review, accepted.event().changes());
            case Verdict.Unchanged _ -> CorrectionPreview.of(review, List.of());
            case Verdict.Stale _ -> throw StaleWrite.of(correction, events);
            case Verdict.DoesNotFit misfits -> throw InvalidChanges.of(misfits.misfits());
            case Verdict.Forbidden forbidden -> throw new DecisionNotAllowed(forbidden.rule());
        };
    }

    /** What it is answered with where it is not stale. */
    private Optional<DecisionResult> result(Decision decision, Signed request) {
        long current = history.currentVersion(decision.invoiceId())
                .orElseThrow(() -> new InvoiceNotFound(decision.invoiceId().toString()));
        Optional<DecisionResult> replay = replay(decision, request);
        if (replay.isPresent() || decision.isStale(current)) {
            return replay;
        }
        try {
            return result(decision, request, request.send(Verdict.class));
        } catch (ConcurrencyException | DuplicateKeyException lostTheRace) {
            return replay(decision, request);
        }
    }

    private Optional<DecisionResult> replay(Decision decision, Signed request) {
        Optional<DecisionResult> replay = request.replay();
        replay.ifPresent(first -> meters.answered(decision, "replayed", first.reviewVersion()));
        return replay;
    }

    private Optional<DecisionResult> result(Decision decision, Signed request, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted accepted -> {
                meters.answered(decision, "accepted", accepted.reviewVersion());
                yield DecisionResult.of(decision, verdict);
            }
            case Verdict.Unchanged unchanged -> {
                meters.answered(decision, "unchanged", unchanged.reviewVersion());
                yield DecisionResult.of(decision, verdict);
            }
            // The twin of a retry may have been accepted since the look at the receipts.
            case Verdict.Stale _ -> replay(decision, request);
            case Verdict.DoesNotFit misfits -> throw InvalidChanges.of(misfits.misfits());
            case Verdict.Forbidden forbidden -> throw new DecisionNotAllowed(forbidden.rule());
        };
    }

    /** Which decision about which invoice, whichever way it was spelled. */
    private byte[] content(Decision decision) {
        return json.writeValueAsBytes(List.of(decision.kind(), decision));
    }

    private StaleWrite stale(Decision decision, Signature signature) {
        List<RecordedEvent> events = history.of(decision.invoiceId());
        StaleWrite refusal = StaleWrite.of(decision, events);
        refusedDecisions.add(decision, signature.actor(), refusal.currentReviewVersion());
        return refusal;
    }
}
