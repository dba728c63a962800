package io.countersign.platform.eventstore;

import java.util.Set;

/** Hears what processes signal over a channel of the database. Called one at a time; must return soon. */
public interface SignalReceiver {

    /** The channel, as NOTIFY names it. */
    String channel();

    /** Listening begins, or begins anew after the connection broke: what was signalled before went unheard. */
    void onConnection();

    /** Signals came; their payloads, each once. */
    void onSignals(Set<String> payloads);
}
