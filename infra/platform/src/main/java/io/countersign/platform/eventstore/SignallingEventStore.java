package io.countersign.platform.eventstore;

import java.util.List;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;

/** The framework's event store, which raises the {@link CommitSignal} once events are committed. */
final class SignallingEventStore extends EmbeddedEventStore {

    private final CommitSignal signal;

    SignallingEventStore(EventStorageEngine engine, CommitSignal signal) {
        super(EmbeddedEventStore.builder().storageEngine(engine));
        this.signal = signal;
    }

    @Override
    protected void afterCommit(List<? extends EventMessage<?>> events) {
        signal.raise();
    }
}
