package io.countersign.query.verifications;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.Page;
import io.countersign.query.platform.PageLimit;
import io.countersign.query.platform.Parameters;
import io.countersign.query.platform.RunBegun;
import io.countersign.query.platform.RunPosition;
import io.countersign.query.platform.RunState;
import io.countersign.query.verifications.Run.HeldAgainst;
import io.countersign.query.verifications.Runs.Broken;
import io.countersign.query.verifications.Runs.Recorded;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Verifications: asked for, under way, and on record. */
@RestController
@RequestMapping(VerificationsController.PATH)
class VerificationsController {

    private static final String LIST = "verifications";

    static final String PATH = "/api/audit/verifications";

    private final Verification verification;
    private final Runs runs;

    VerificationsController(Verification verification, Runs runs) {
        this.verification = verification;
        this.runs = runs;
    }

    /** Begins to verify all that is stored now, once the runs that were asked for before have ended. */
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    ResponseEntity<RunBegun> begin(Principal auditor) {
        return RunBegun.accepted(PATH, verification.begin(auditor.getName()));
    }

    /** How far a run is, and what it found so far. */
    @GetMapping("/{run_id}")
    Verified verification(@PathVariable("run_id") String runId) {
        return Parameters.id(runId)
                .flatMap(runs::find)
                .map(this::verified)
                .orElseThrow(() -> new VerificationNotFound(runId));
    }

    /** A page of all runs, newest first. */
    @GetMapping
    Page<Verified> verifications(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        List<Recorded> found = runs.before(RunPosition.of(LIST, cursor), size + 1);
        return Page.of(found, size, last -> last.position().cursor(LIST)).map(this::verified);
    }

    /**
     * A run.
     *
     * @param state {@code running}, {@code done}, or {@code failed}: then it says nothing about the store
     * @param requestedBy who asked for it
     * @param treeSize how many leaves of the log there are to check
     * @param foundBreaks in how many streams something is broken, the log itself counting as one
     * @param broken the first broken event of each of them, of the first 200
     * @param checkpoint the newest that the log was held against, {@code null} where there was none
     * @param failure why it failed
     */
    record Verified(
            UUID runId,
            RunState state,
            String requestedBy,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            long treeSize,
            long checkedEvents,
            long checkedStreams,
            long checkedLeaves,
            long foundBreaks,
            List<BrokenEvent> broken,
            @Nullable HeldAgainst checkpoint,
            @Nullable String failure) {}

    /**
     * A broken event.
     *
     * @param streamId where it stands, {@code null} where the log itself is broken
     * @param version its number there
     * @param invoiceId which invoice it concerns, {@code null} where none
     * @param reviewVersion the version of the review, {@code null} where it is no event of a review
     */
    record BrokenEvent(
            @Nullable String streamId,
            @Nullable Long version,
            @Nullable String invoiceId,
            @Nullable Long reviewVersion,
            String reason) {

        static BrokenEvent of(Broken broken) {
            String stream = Objects.requireNonNullElse(broken.streamId(), "");
            Optional<InvoiceId> review = InvoiceId.parse(stream);
            Optional<InvoiceId> invoice = review.or(() -> CommentAdded.invoiceOf(stream));
            return new BrokenEvent(
                    broken.streamId(),
                    broken.version(),
                    invoice.map(InvoiceId::toString).orElse(null),
                    review.isPresent() ? broken.version() : null,
                    broken.reason());
        }
    }

    private Verified verified(Recorded run) {
        return new Verified(
                run.runId(),
                run.state(),
                run.requestedBy(),
                run.requestedAt(),
                run.finishedAt(),
                run.treeSize(),
                run.checkedEvents(),
                run.checkedStreams(),
                run.checkedLeaves(),
                run.foundBreaks(),
                runs.broken(run.runId()).stream().map(BrokenEvent::of).toList(),
                run.heldAgainst(),
                run.failure());
    }
}
