package io.countersign.query.operations;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.operations.RebuildRuns.Found;
import io.countersign.query.operations.RebuildRuns.RebuildRun;
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
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Rebuilds of views: asked for, cancelled, and on record. How far one is stands beside its processor. */
@RestController
@RequestMapping("/actuator/processors/{name}")
class RebuildsController {

    private final Processors processors;
    private final RebuildRuns runs;

    RebuildsController(Processors processors, RebuildRuns runs) {
        this.processors = processors;
        this.runs = runs;
    }

    /** Begins to make the view anew from all events. It serves as it is until the new one takes its place. */
    @PostMapping("/rebuild")
    ResponseEntity<RunBegun> rebuild(@PathVariable String name, Principal operator) {
        return accepted(name, runs.begin(processors.named(name).name(), operator.getName()));
    }

    /** Ends the rebuild that is under way; the view stays as it is. */
    @DeleteMapping("/rebuild")
    ResponseEntity<RunBegun> cancel(@PathVariable String name, Principal operator) {
        RebuildRun run = runs.running(processors.named(name).name())
                .filter(running -> !running.switched())
                .orElseThrow(() -> new NothingToCancel(name));
        runs.cancel(run.runId(), operator.getName());
        return accepted(name, run.runId());
    }

    private static ResponseEntity<RunBegun> accepted(String name, UUID runId) {
        return RunBegun.accepted("/actuator/processors/%s/rebuilds".formatted(name), runId);
    }

    /** A page of all rebuilds, newest first. */
    @GetMapping("/rebuilds")
    Page<RecordedRebuild> rebuilds(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        String list = "rebuilds of " + name;
        return Page.of(
                        runs.before(processors.named(name).name(), RunPosition.of(list, cursor), size + 1),
                        size,
                        last -> last.place().cursor(list))
                .map(this::recorded);
    }

    /**
     * One of them.
     *
     * @throws RebuildNotFound where the processor had none of that id
     */
    @GetMapping("/rebuilds/{run_id}")
    RecordedRebuild rebuild(@PathVariable String name, @PathVariable("run_id") String runId) {
        String processor = processors.named(name).name();
        return Parameters.id(runId)
                .flatMap(runs::find)
                .filter(run -> run.processor().equals(processor))
                .map(this::recorded)
                .orElseThrow(() -> new RebuildNotFound(runId));
    }

    /**
     * A rebuild.
     *
     * @param cancelledBy who cancelled it, {@code null} where nobody did
     * @param failure why it failed, {@code null} where it did not
     * @param comparedInvoices of how many invoices the view before was compared with the new one
     * @param foundDifferences how many of its rows were not what the events say
     * @param differences the first 200 of them
     */
    record RecordedRebuild(
            UUID runId,
            RunState state,
            String requestedBy,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            @Nullable String cancelledBy,
            @Nullable String failure,
            long doneEvents,
            long eventsPerSecond,
            long comparedInvoices,
            long foundDifferences,
            List<RowDifference> differences) {}

    /**
     * A row of the view before that was not what the events say. It holds no content of the invoice.
     *
     * @param reviewVersion of the row, {@code null} where it has none
     * @param member what differed first
     */
    record RowDifference(InvoiceId invoiceId, @Nullable Long reviewVersion, String member) {

        static RowDifference of(Found found) {
            return new RowDifference(found.invoiceId(), found.reviewVersion(), found.member());
        }
    }

    private RecordedRebuild recorded(RebuildRun run) {
        return new RecordedRebuild(
                run.runId(),
                run.state(),
                run.requestedBy(),
                run.requestedAt(),
                run.finishedAt(),
                run.cancelledBy(),
                run.failure(),
                run.doneEvents(),
                run.eventsPerSecond(),
                run.comparedInvoices(),
                run.foundDifferences(),
                runs.found(run.runId()).stream().map(RowDifference::of).toList());
    }
}
