package io.countersign.query.operations;

import io.countersign.platform.nodes.RunningNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The nodes of both sides, as they told of themselves: they know nothing of each other but what is in the database. */
@Component
final class Nodes {

    private static final String ROWS = """
            SELECT name, '%2$s' AS side, version, started_at, heard_at, open_sockets,
                   heard_at < clock_timestamp() - :silent * interval '1 second' AS late
            FROM %1$s.running_node""";

    private final JdbcClient jdbc;
    private volatile boolean away;
    /** When the nodes could be read again, by the stopwatch of this process; before the first outage long ago. */
    private volatile long backAt = System.nanoTime() - RunningNode.SILENT_AFTER.toNanos();

    Nodes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All that were heard of in the last hour, by side and name. */
    List<Node> all() {
        try {
            List<Node> nodes = read(believesSilence());
            if (away) {
                backAt = System.nanoTime();
                away = false;
            }
            return nodes;
        } catch (RuntimeException e) {
            away = true;
            throw e;
        }
    }

    /**
     * Whether a node that did not renew its word is silent. After an outage of the database none could: until all have had
     * the time to, an old word is nobody's fault.
     */
    boolean believesSilence() {
        return !away && System.nanoTime() - backAt >= RunningNode.SILENT_AFTER.toNanos();
    }

    private List<Node> read(boolean believesSilence) {
        String ofQuerySide = ROWS.formatted("read_model", Node.QUERY_SIDE);
        String rows = commandSideTells()
                ? ROWS.formatted("event_store", Node.COMMAND_SIDE) + " UNION ALL " + ofQuerySide
                : ofQuerySide;
        return jdbc.sql(rows + " ORDER BY side, name")
                .param("silent", RunningNode.SILENT_AFTER.toSeconds())
                .query((row, _) -> new Node(
                        row.getString("name"),
                        row.getString("side"),
                        believesSilence && row.getBoolean("late") ? "silent" : "running",
                        row.getString("version"),
                        row.getObject("started_at", OffsetDateTime.class).toInstant(),
                        row.getObject("heard_at", OffsetDateTime.class).toInstant(),
                        row.getObject("open_sockets", Integer.class)))
                .list();
    }

    /** Whether nodes of the command side tell of themselves: those of a release before do not. */
    boolean commandSideTells() {
        return jdbc.sql(
                        "SELECT coalesce(has_table_privilege(to_regclass('event_store.running_node'), 'SELECT'), false)")
                .query(Boolean.class)
                .single();
    }

    /**
     * A process of one side.
     *
     * @param side {@code command-side} or {@code query-side}
     * @param state {@code running}, or {@code silent} where it neither renewed its word nor took it back
     * @param startedAt by its own clock
     * @param heardAt when it renewed its word last
     * @param openSockets how many browsers it pushes to, {@code null} on the command side
     */
    record Node(
            String name,
            String side,
            String state,
            String version,
            Instant startedAt,
            Instant heardAt,
            @Nullable Integer openSockets) {

        private static final String COMMAND_SIDE = "command-side";
        private static final String QUERY_SIDE = "query-side";

        boolean isOfCommandSide() {
            return side.equals(COMMAND_SIDE);
        }

        boolean isSilent() {
            return state.equals("silent");
        }
    }
}
