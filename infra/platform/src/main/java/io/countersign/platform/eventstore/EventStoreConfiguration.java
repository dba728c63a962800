package io.countersign.platform.eventstore;

import io.countersign.platform.observability.ObservabilityConfiguration;
import java.util.List;
import javax.sql.DataSource;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.jdbc.UnitOfWorkAwareConnectionProviderWrapper;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.eventstore.EventStorageEngine;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.correlation.SimpleCorrelationDataProvider;
import org.axonframework.serialization.upcasting.event.EventUpcaster;
import org.axonframework.serialization.upcasting.event.EventUpcasterChain;
import org.axonframework.serialization.upcasting.event.SingleEventUpcaster;
import org.axonframework.spring.jdbc.SpringDataSourceConnectionProvider;
import org.axonframework.spring.messaging.unitofwork.SpringTransactionManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The event store, shared by both sides. */
@Configuration(proxyBeanMethods = false)
@Import(ObservabilityConfiguration.class)
public class EventStoreConfiguration {

    /** Declared by hand: the framework's own look-up silently finds none with this version of Spring Boot. */
    @Bean
    TransactionManager axonTransactionManager(PlatformTransactionManager transactionManager) {
        return new SpringTransactionManager(transactionManager);
    }

    @Bean
    ConnectionProvider connectionProvider(DataSource dataSource) {
        return new UnitOfWorkAwareConnectionProviderWrapper(new SpringDataSourceConnectionProvider(dataSource));
    }

    @Bean("eventSerializer")
    EventJson eventSerializer() {
        return new EventJson();
    }

    @Bean
    EventStorageEngine eventStorageEngine(
            ConnectionProvider connectionProvider,
            TransactionManager transactionManager,
            EventJson json,
            ObjectProvider<SingleEventUpcaster> upcasters) {
        return new PostgresEventStorageEngine(connectionProvider, transactionManager, json, chain(upcasters));
    }

    @Bean
    EventStore eventStore(EventStorageEngine engine, CommitSignal signal) {
        return new SignallingEventStore(engine, signal);
    }

    /** An event carries who decided, the decision's id and its place in a trace, and nothing of the framework's. */
    @Bean
    CorrelationDataProvider decisionCorrelation() {
        return new SimpleCorrelationDataProvider(
                EventMetadata.ACTOR, EventMetadata.COMMAND_ID, EventMetadata.TRACEPARENT);
    }

    @Bean
    NodeId nodeId(Environment environment) {
        return NodeId.of(environment);
    }

    @Bean
    DedicatedConnections dedicatedConnections(JdbcConnectionDetails details) {
        return new DedicatedConnections(details);
    }

    @Bean
    CommitSignal commitSignal(DedicatedConnections connections) {
        return new CommitSignal(connections);
    }

    @Bean
    ClaimSignal claimSignal(DedicatedConnections connections) {
        return new ClaimSignal(connections);
    }

    @Bean
    EventTail eventTail(EventStorageEngine engine) {
        return new EventTail(engine);
    }

    @Bean
    SignalListener signalListener(DedicatedConnections connections, EventTail tail, List<SignalReceiver> receivers) {
        return new SignalListener(connections, tail, receivers);
    }

    @Bean
    EventReader eventReader(EventJson json, ObjectProvider<SingleEventUpcaster> upcasters) {
        return new EventReader(json, chain(upcasters));
    }

    /** What leads events of other revisions to the one that the code has, wherever they are read: beans, in their order. */
    private static EventUpcaster chain(ObjectProvider<SingleEventUpcaster> upcasters) {
        return new EventUpcasterChain(upcasters.orderedStream().toList());
    }

    @Bean
    ReviewHistory reviewHistory(JdbcClient jdbc, EventReader reader) {
        return new ReviewHistory(jdbc, reader);
    }

    @Bean
    Discussions discussions(JdbcClient jdbc, EventReader reader) {
        return new Discussions(jdbc, reader);
    }
}
