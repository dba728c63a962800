package io.countersign.platform.eventstore;

import io.countersign.platform.web.ProblemException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.Stream;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.JdbcEventStorageEngine;
import org.axonframework.eventsourcing.eventstore.jdbc.statements.TimestampWriter;
import org.axonframework.modelling.command.ConcurrencyException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.UnknownSerializedType;
import org.axonframework.serialization.upcasting.event.EventUpcaster;

/**
 * Axon's JDBC storage on {@code event_store.event}. The database chains and stamps each event as it is inserted. A
 * decision that lost a race comes back as {@link ConcurrencyException} (or, at version 0, as
 * {@link org.axonframework.eventsourcing.eventstore.EventStoreException}'s sibling for creation).
 */
final class PostgresEventStorageEngine extends JdbcEventStorageEngine {

    /** Events that one query of a stream or of the tail reads at most. */
    static final int BATCH_SIZE = 200;

    private static final EventSchema SCHEMA = EventSchema.builder()
            .eventTable("event_store.event")
            .globalIndexColumn("global_position")
            .aggregateIdentifierColumn("stream_id")
            .sequenceNumberColumn("version")
            .eventIdentifierColumn("event_id")
            .payloadTypeColumn("event_type")
            .payloadRevisionColumn("revision")
            .payloadColumn("payload")
            .metaDataColumn("metadata")
            .timestampColumn("recorded_at")
            .typeColumn("stream_type")
            .build();
    private static final String INSERT = """
            INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
            VALUES (?, ?, ?::uuid, ?, ?, ?, ?)""";

    PostgresEventStorageEngine(
            ConnectionProvider connectionProvider,
            TransactionManager transactionManager,
            Serializer serializer,
            EventUpcaster upcasters) {
        super((Builder) builder()
                .connectionProvider(connectionProvider)
                .transactionManager(transactionManager)
                .schema(SCHEMA)
                .dataType(String.class)
                .appendEvents(PostgresEventStorageEngine::insert)
                .eventSerializer(serializer)
                .upcasterChain(upcasters)
                .snapshotSerializer(serializer)
                // Recognises a unique violation of PostgreSQL, which the default resolver does not.
                .persistenceExceptionResolver(new UniqueViolation())
                // Saves the read of one empty page after every short stream.
                .finalAggregateBatchPredicate(page -> page.size() < BATCH_SIZE)
                .batchSize(BATCH_SIZE));
    }

    private static PreparedStatement insert(
            Connection connection,
            EventSchema schema,
            Class<?> dataType,
            List<? extends EventMessage<?>> events,
            Serializer serializer,
            TimestampWriter timestampWriter)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(INSERT);
        for (EventMessage<?> message : events) {
            if (!(message instanceof DomainEventMessage<?> event)) {
                throw new IllegalArgumentException("Only events of a stream are stored: " + message.getPayloadType());
            }
            SerializedObject<?> payload = event.serializePayload(serializer, dataType);
            SerializedObject<?> metadata = event.serializeMetaData(serializer, dataType);
            statement.setString(1, event.getAggregateIdentifier());
            statement.setLong(2, event.getSequenceNumber());
            statement.setString(3, event.getIdentifier());
            statement.setString(4, payload.getType().getName());
            statement.setString(5, payload.getType().getRevision());
            statement.setString(6, (String) payload.getData());
            statement.setString(7, (String) metadata.getData());
            statement.addBatch();
        }
        return statement;
    }

    /** The framework would pass over an event that it has no type or no actor for, and decide as if it had never been. */
    @Override
    public DomainEventStream readEvents(String aggregateIdentifier, long firstSequenceNumber) {
        DomainEventStream events = super.readEvents(aggregateIdentifier, firstSequenceNumber);
        return DomainEventStream.of(
                events.asStream().peek(PostgresEventStorageEngine::mustBeReadable), events::getLastSequenceNumber);
    }

    private static void mustBeReadable(DomainEventMessage<?> event) {
        try {
            if (event.getPayload() instanceof UnknownSerializedType unread) {
                throw HistoryBroken.unread(
                        event.getAggregateIdentifier(),
                        event.getSequenceNumber(),
                        unread.serializedType().getName(),
                        unread.serializedType().getRevision());
            }
            // Reviews are all that is read as a stream.
            EventMetadata.recorded(event);
        } catch (ProblemException unread) {
            throw unread;
        } catch (RuntimeException altered) {
            throw HistoryBroken.altered(event.getAggregateIdentifier(), event.getSequenceNumber(), altered);
        }
    }

    @Override
    protected Object readTimeStamp(ResultSet resultSet, String columnName) throws SQLException {
        // As text: the framework would cut an instant down to milliseconds.
        return resultSet.getObject(columnName, OffsetDateTime.class).toInstant().toString();
    }

    /** No snapshots: a review's stream is short, and this saves a query for each load. */
    @Override
    protected Stream<? extends DomainEventData<?>> readSnapshotData(String aggregateIdentifier) {
        return Stream.empty();
    }
}
