package io.countersign.query.platform;

/** The names of the query side's metrics, in one place; docs/metrics.md says what each means. */
public final class MeterNames {

    /** From the commit of a decision to its frame on a socket. */
    public static final String PUSH_LAG = "countersign.push.lag";

    /** Sockets that are open. */
    public static final String SOCKETS_OPEN = "countersign.sockets.open";

    /** Sockets that ended, by how. */
    public static final String SOCKETS_CLOSED = "countersign.sockets.closed";

    /** How many events a view lacks, by processor. */
    public static final String LAG_EVENTS = "countersign.projection.lag.events";

    /** How long the oldest event that a view lacks has been there, by processor. */
    public static final String LAG = "countersign.projection.lag";

    /** Invoices that wait behind an event that cannot be taken in, by processor. */
    public static final String DEAD_LETTERS = "countersign.dead.letters";

    /** Events that a rebuild is to read, 0 where none runs, by processor. */
    public static final String REBUILD_TOTAL = "countersign.rebuild.total.events";

    /** Events that a rebuild has read, 0 where none runs, by processor. */
    public static final String REBUILD_DONE = "countersign.rebuild.done.events";

    /** Events that are not in the log yet. */
    public static final String LOG_WAITING = "countersign.log.waiting.events";

    /** Whether something is wrong with the log. */
    public static final String LOG_ALARM = "countersign.log.alarm";

    private MeterNames() {}
}
