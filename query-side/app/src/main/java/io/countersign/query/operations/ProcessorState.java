package io.countersign.query.operations;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far a processor is.
 *
 * @param position the global position that it has read up to, 0 at the beginning
 * @param head the global position of the newest event, 0 where there is none
 * @param lagEvents how many events are after its position; from 10,000 on how many positions are, which may be a few
 *     more
 * @param lagSeconds how long ago the first of these was recorded, 0 where there is none
 * @param deadLetters how many invoices wait behind an event that cannot be taken in
 * @param rebuild how far a rebuild is, {@code null} where none runs
 */
record ProcessorState(
        String name,
        long position,
        long head,
        long lagEvents,
        double lagSeconds,
        long deadLetters,
        @Nullable Rebuilding rebuild) {

    /**
     * How far a rebuild is.
     *
     * @param state {@code waiting}, {@code reading}, {@code indexing}, {@code catching_up}, {@code comparing}, or
     *     {@code cancelling}
     * @param doneEvents how many events it has read
     * @param totalEvents how many there are to read, {@code null} until they are counted
     * @param secondsLeft how long it will still read, {@code null} where that cannot be told
     * @param switched whether the new view serves already
     */
    record Rebuilding(
            String state,
            long doneEvents,
            @Nullable Long totalEvents,
            long eventsPerSecond,
            @Nullable Long secondsLeft,
            boolean switched,
            String requestedBy,
            Instant requestedAt) {

        static Rebuilding of(RebuildRuns.RebuildRun run) {
            boolean cancelling = run.cancelledBy() != null && !run.switched();
            return new Rebuilding(
                    cancelling ? "cancelling" : run.phase().text(),
                    run.doneEvents(),
                    run.totalEvents(),
                    run.eventsPerSecond(),
                    run.secondsLeft(),
                    run.switched(),
                    run.requestedBy(),
                    run.requestedAt());
        }
    }
}
