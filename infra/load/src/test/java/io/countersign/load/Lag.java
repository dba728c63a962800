package io.countersign.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** How long after events were stored the queue and the invoices that people look at show them. */
final class Lag {

    /** Between two looks; the lag is not known better than that. */
    private static final long PAUSE_MILLIS = 4;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private Lag() {}

    private static final String LOOK = """
            SELECT (SELECT max(global_position) FROM event_store.event) AS newest,
                   (SELECT min(least(
                        (token::json ->> 'index')::bigint,
                        (SELECT min(gap::bigint) - 1 FROM json_array_elements_text(token::json -> 'gaps') gap)))
                    FROM read_model.token_entry WHERE processor_name IN ('review-queue', 'invoice-detail')) AS read""";

    /** The newest event, and the last that both processors have read with all before it. */
    private record Seen(long newest, long read) {}

    /** What was the newest event at an instant. */
    private record Newest(long position, long at) {}

    /**
     * Looks again and again while the work goes on, and then until all that it stored is shown: what is the newest event,
     * and how far the processors are, which write that in the transaction of their view.
     */
    static Timings during(Connection owner, Timings.Work work) throws Exception {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            Future<?> working = thread.submit(() -> {
                work.run();
                return true;
            });
            List<Duration> lags = watch(owner, working);
            working.get();
            Timings timings = new Timings();
            timings.addAll(lags);
            return timings;
        }
    }

    private static List<Duration> watch(Connection owner, Future<?> working) throws SQLException, InterruptedException {
        List<Duration> lags = new ArrayList<>();
        Queue<Newest> unread = new ArrayDeque<>();
        try (PreparedStatement look = owner.prepareStatement(LOOK)) {
            long newest = 0;
            while (!working.isDone() || !unread.isEmpty()) {
                Seen seen = seen(look);
                long now = System.nanoTime();
                while (!unread.isEmpty() && unread.element().position <= seen.read) {
                    lags.add(Duration.ofNanos(now - unread.remove().at));
                }
                if (!unread.isEmpty() && now - unread.element().at > PATIENCE.toNanos()) {
                    throw new IllegalStateException("Not read after " + PATIENCE + ": " + unread.element());
                }
                if (!working.isDone() && seen.newest > newest) {
                    newest = seen.newest;
                    if (newest <= seen.read) {
                        lags.add(Duration.ZERO);
                    } else {
                        unread.add(new Newest(newest, now));
                    }
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
        return lags;
    }

    /** Waits until they show all that is stored. */
    static void awaitNone(Connection owner) throws SQLException, InterruptedException {
        try (PreparedStatement look = owner.prepareStatement(LOOK)) {
            for (Seen seen = seen(look); seen.read < seen.newest; seen = seen(look)) {
                Thread.sleep(100);
            }
        }
    }

    private static Seen seen(PreparedStatement look) throws SQLException {
        try (ResultSet row = look.executeQuery()) {
            row.next();
            return new Seen(row.getLong("newest"), row.getLong("read"));
        }
    }
}
