package io.countersign.query.comparisons;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.comparisons.ComparisonRuns.Found;
import io.countersign.query.comparisons.ComparisonRuns.Recorded;
import io.countersign.query.platform.Page;
import io.countersign.query.platform.PageLimit;
import io.countersign.query.platform.Parameters;
import io.countersign.query.platform.RunBegun;
import io.countersign.query.platform.RunPosition;
import io.countersign.query.platform.RunState;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
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

/** Comparisons of the views with the events: asked for, under way, and on record. */
@RestController
@RequestMapping(ComparisonsController.PATH)
class ComparisonsController {

    private static final String LIST = "comparisons";

    static final String PATH = "/api/audit/comparisons";

    private final Comparison comparison;
    private final ComparisonRuns runs;

    ComparisonsController(Comparison comparison, ComparisonRuns runs) {
        this.comparison = comparison;
        this.runs = runs;
    }

    /** Begins to compare every view with the events, once the runs that were asked for before have ended. */
    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    ResponseEntity<RunBegun> begin(Principal auditor) {
        return RunBegun.accepted(PATH, comparison.begin(auditor.getName()));
    }

    /** How far a run is, and what it found so far. */
    @GetMapping("/{run_id}")
    Compared comparison(@PathVariable("run_id") String runId) {
        return Parameters.id(runId)
                .flatMap(runs::find)
                .map(this::compared)
                .orElseThrow(() -> new ComparisonNotFound(runId));
    }

    /** A page of all runs, newest first. */
    @GetMapping
    Page<Compared> comparisons(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        List<Recorded> found = runs.before(RunPosition.of(LIST, cursor), size + 1);
        return Page.of(found, size, last -> last.position().cursor(LIST)).map(this::compared);
    }

    /**
     * A run.
     *
     * @param state {@code running}, {@code done}, or {@code failed}: then it says nothing about the views
     * @param requestedBy who asked for it
     * @param checkedInvoices how many invoices were compared
     * @param totalInvoices how many there are to compare, {@code null} until they are counted
     * @param foundDifferences how many differences were found
     * @param differences the first 200 of them, by invoice
     * @param failure why it failed
     */
    record Compared(
            UUID runId,
            RunState state,
            String requestedBy,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            long checkedInvoices,
            @Nullable Long totalInvoices,
            long foundDifferences,
            List<FoundDifference> differences,
            @Nullable String failure) {}

    /**
     * Something that a view holds and that is not what the events say.
     *
     * @param view its table, e.g. {@code review_queue}
     * @param reviewVersion the version of the row, {@code null} where it has none
     * @param reason which member differs, what the view holds and what the events say, shortened
     */
    record FoundDifference(
            InvoiceId invoiceId, String view, @Nullable Long reviewVersion, String reason) {

        static FoundDifference of(Found found) {
            return new FoundDifference(found.invoiceId(), found.view(), found.reviewVersion(), found.reason());
        }
    }

    private Compared compared(Recorded run) {
        return new Compared(
                run.runId(),
                run.state(),
                run.requestedBy(),
                run.requestedAt(),
                run.finishedAt(),
                run.checkedInvoices(),
                run.totalInvoices(),
                run.foundDifferences(),
                runs.found(run.runId()).stream().map(FoundDifference::of).toList(),
                run.failure());
    }
}
