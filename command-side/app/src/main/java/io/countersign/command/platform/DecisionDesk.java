package io.countersign.command.platform;

import io.countersign.command.platform.SignedCommands.Signed;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.domain.Decision;
import io.countersign.domain.Misfit;
import io.countersign.domain.Verdict;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.platform.web.InvoiceNotFound;
import io.countersign.platform.web.Problems.Flaw;
import java.util.List;
import java.util.Optional;
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
    private final Turns turns = new Turns();

    DecisionDesk(SignedCommands commands, JsonMapper json, ReviewHistory history, RefusedDecisions refusedDecisions) {
        this.commands = commands;
        this.json = json;
        this.history = history;
        this.refusedDecisions = refusedDecisions;
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
        return turns.take(decision.invoiceId(), () -> result(decision, request))
                .orElseThrow(() -> stale(decision, signature));
    }

    /** What it is answered with where it is not stale. */
    private Optional<DecisionResult> result(Decision decision, Signed request) {
        long current = history.currentVersion(decision.invoiceId())
                .orElseThrow(() -> new InvoiceNotFound(decision.invoiceId().toString()));
        Optional<DecisionResult> replay = request.replay();
        if (replay.isPresent() || current != decision.expectedReviewVersion()) {
            return replay;
        }
        try {
            return result(decision, request, request.send(Verdict.class));
        } catch (ConcurrencyException | DuplicateKeyException lostTheRace) {
            return request.replay();
        }
    }

    private static Optional<DecisionResult> result(Decision decision, Signed request, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted _, Verdict.Unchanged _ -> DecisionResult.of(decision, verdict);
            // The twin of a retry may have been accepted since the look at the receipts.
            case Verdict.Stale _ -> request.replay();
            case Verdict.DoesNotFit misfits -> throw new InvalidChanges(flaws(misfits.misfits()));
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

    private static List<Flaw> flaws(List<Misfit> misfits) {
        return misfits.stream()
                .map(misfit -> new Flaw(
                        Flaw.pointer("changes", misfit.path()),
                        misfit.kind().name(),
                        switch (misfit.kind()) {
                            case UNKNOWN_ROW -> "The invoice has no row for %s.".formatted(misfit.path());
                            case ROW_EXISTS -> "The invoice has a row %s already.".formatted(misfit.path());
                            case CONTRADICTS_ROW ->
                                "%s is changed although its row is added or removed.".formatted(misfit.path());
                        }))
                .toList();
    }
}
