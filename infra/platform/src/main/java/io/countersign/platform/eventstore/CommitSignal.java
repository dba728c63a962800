package io.countersign.platform.eventstore;

/** Tells all processes on the database that events were committed. */
public final class CommitSignal extends DatabaseSignal {

    /** The channel; its payload is empty. */
    public static final String CHANNEL = "countersign_events";

    CommitSignal(DedicatedConnections connections) {
        super(connections, CHANNEL);
    }

    /** Says that events were committed. Returns at once. */
    public void raise() {
        raise("");
    }
}
