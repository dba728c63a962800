package io.countersign.query.platform;

import io.countersign.platform.database.SchemaMigration;
import io.countersign.platform.eventstore.EventTail;
import io.countersign.platform.eventstore.NodeId;
import io.countersign.platform.observability.Traces;
import java.time.ZoneOffset;
import java.util.List;
import org.axonframework.common.jdbc.ConnectionProvider;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventhandling.tokenstore.AbstractTokenEntry;
import org.axonframework.eventhandling.tokenstore.TokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.JdbcTokenStore;
import org.axonframework.eventhandling.tokenstore.jdbc.TokenSchema;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The schema of the views, and what keeps them up to date. */
@Configuration(proxyBeanMethods = false)
class ReadModelConfiguration {

    private static final String SCHEMA = "read_model";

    @Bean
    SchemaMigration readModelMigration(JdbcConnectionDetails service, Environment environment) {
        return new SchemaMigration(SCHEMA, "classpath:db/read-model", service, environment);
    }

    /**
     * By this clock claims end, and gaps below an event that was read are given up; a node's own may be wrong. An hour
     * ahead, it would pass over for good whatever commits a moment later than its neighbours.
     */
    @Bean
    DatabaseClock databaseClock(JdbcClient jdbc) {
        DatabaseClock clock = new DatabaseClock(jdbc);
        // The framework has only these places for it.
        AbstractTokenEntry.clock = clock.withZone(ZoneOffset.UTC);
        GenericEventMessage.clock = AbstractTokenEntry.clock;
        return clock;
    }

    @Bean
    JdbcTokenStore tokenStore(ConnectionProvider connectionProvider, NodeId node) {
        return JdbcTokenStore.builder()
                .connectionProvider(connectionProvider)
                .serializer(Jackson3Serializer.builder().build())
                .contentType(String.class)
                .schema(TokenSchema.builder()
                        .setTokenTable(SCHEMA + ".token_entry")
                        .setProcessorNameColumn("processor_name")
                        .setSegmentColumn("segment")
                        .setTokenColumn("token")
                        .setTokenTypeColumn("token_type")
                        .setTimestampColumn("claimed_at")
                        .setOwnerColumn("claimed_by")
                        .build())
                .claimTimeout(ProjectionProcessor.CLAIM_TIMEOUT)
                .nodeId(node.value())
                .build();
    }

    /** {@code schema} is asked for so that the tables are there before anything reads or writes them. */
    @Bean
    Projections projections(
            List<Projection> projections,
            DeadLetters deadLetters,
            EventTail tail,
            TokenStore tokens,
            TransactionManager transactionManager,
            Traces traces,
            DatabaseClock clock,
            @Qualifier("readModelMigration") SchemaMigration schema) {
        return new Projections(projections.stream()
                .map(projection -> new ProjectionProcessor(
                        projection, deadLetters, tail, tokens, transactionManager, traces, clock))
                .toList());
    }

    @Bean
    EventFeed eventFeed(
            EventTail tail,
            List<EventFeed.Listener> listeners,
            List<EventFeed.CommentListener> commentListeners,
            Traces traces) {
        return new EventFeed(tail, listeners, commentListeners, traces);
    }
}
