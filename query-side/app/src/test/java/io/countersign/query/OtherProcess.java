package io.countersign.query;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.contract.review.SourceDocument;
import io.countersign.contract.review.StaleDecisionRejected;
import io.countersign.platform.eventstore.EventMetadata;
import io.countersign.platform.eventstore.EventStoreConfiguration;
import io.countersign.platform.eventstore.EventTail;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;

/** Stands for a process of the command side: appends events over its own connections and signals their commit. */
public final class OtherProcess implements AutoCloseable {

    private static final AtomicLong IDS = new AtomicLong();

    private final ConfigurableApplicationContext context;
    private final EventStore store;

    public OtherProcess(TestDatabase database) {
        context = new SpringApplicationBuilder(Beans.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.config.location=classpath:platform.yml",
                        "logging.level.root=warn",
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=postgres",
                        "spring.datasource.password=postgres")
                .run();
        store = context.getBean(EventStore.class);
    }

    /** Receives an invoice of these terms, that came as a document of its own. */
    public InvoiceId receive(Map<String, String> terms) {
        return receive(terms, Map.of());
    }

    public InvoiceId receive(Map<String, String> terms, Map<String, BigDecimal> confidence) {
        InvoiceId invoiceId = newId();
        byte[] document = ("<invoice>" + invoiceId + "</invoice>").getBytes(StandardCharsets.UTF_8);
        receive(invoiceId, terms, confidence, "application/xml", "invoice.xml", document);
        return invoiceId;
    }

    /** Receives an invoice of these terms, that came as this document. */
    public InvoiceId receive(Map<String, String> terms, String mediaType, @Nullable String fileName, byte[] document) {
        InvoiceId invoiceId = newId();
        receive(invoiceId, terms, Map.of(), mediaType, fileName, document);
        return invoiceId;
    }

    private static InvoiceId newId() {
        return new InvoiceId(new UUID(0x0193_0000_0000_7000L, 0x8000_0000_0000_0000L | IDS.incrementAndGet()));
    }

    private void receive(
            InvoiceId invoiceId,
            Map<String, String> terms,
            Map<String, BigDecimal> confidence,
            String mediaType,
            @Nullable String fileName,
            byte[] document) {
        String sha256 = jdbc().sql("""
                        INSERT INTO event_store.source_document (invoice_id, media_type, file_name, content)
                        VALUES (?, ?, ?, ?)
                        RETURNING encode(sha256, 'hex')""")
                .param(invoiceId.value())
                .param(mediaType)
                .param(fileName)
                .param(document)
                .query(String.class)
                .single();
        append(
                0,
                new InvoiceReceived(
                        invoiceId,
                        new SourceDocument(mediaType, sha256, document.length, fileName),
                        new Invoice(new LinkedHashMap<>(terms)),
                        confidence),
                "anna");
    }

    /** Corrects one term. */
    public UUID correct(
            InvoiceId invoiceId,
            long version,
            String actor,
            String term,
            @Nullable String before,
            @Nullable String after) {
        return append(
                version, new InvoiceCorrected(invoiceId, List.of(new TermChange(term, before, after)), null), actor);
    }

    /** Appends an event to the review of its invoice; the id of the decision. */
    public UUID append(long version, ReviewEvent event, String actor) {
        UUID commandId = UUID.randomUUID();
        store.publish(new GenericDomainEventMessage<>(
                "InvoiceReview", event.invoiceId().toString(), version, event, EventMetadata.of(actor, commandId)));
        return commandId;
    }

    /** Says something about an invoice, as comment of that number. */
    public void comment(InvoiceId invoiceId, long number, String actor, String text, @Nullable String term) {
        store.publish(new GenericDomainEventMessage<>(
                "Discussion",
                CommentAdded.streamOf(invoiceId),
                number,
                new CommentAdded(invoiceId, text, term),
                EventMetadata.of(actor, UUID.randomUUID())));
    }

    /** Records decisions that were refused because they were stale, in the stream of a node, all in one transaction. */
    public void refuse(String node, StaleDecisionRejected... refused) {
        String stream = "attempts/" + node;
        long version = store.lastSequenceNumberFor(stream).orElse(-1L);
        List<GenericDomainEventMessage<?>> events = new ArrayList<>();
        for (StaleDecisionRejected one : refused) {
            events.add(new GenericDomainEventMessage<>(
                    "Attempts", stream, ++version, one, EventMetadata.of(one.actor(), UUID.randomUUID())));
        }
        store.publish(events);
    }

    /** Claims an invoice, whoever had it. */
    public void claim(InvoiceId invoiceId, String user, Duration time) {
        jdbc().sql("""
                        INSERT INTO event_store.claim (invoice_id, claimed_by, claimed_at, expires_at)
                        VALUES (?, ?, now(), now() + ? * interval '1 millisecond')
                        ON CONFLICT (invoice_id) DO UPDATE SET claimed_by = excluded.claimed_by, expires_at = excluded.expires_at""").params(invoiceId.value(), user, time.toMillis()).update();
        signalClaim(invoiceId);
    }

    /** Gives an invoice back. */
    public void release(InvoiceId invoiceId) {
        jdbc().sql("DELETE FROM event_store.claim WHERE invoice_id = ?")
                .param(invoiceId.value())
                .update();
        signalClaim(invoiceId);
    }

    private void signalClaim(InvoiceId invoiceId) {
        jdbc().sql("SELECT pg_notify('countersign_claims', ?)")
                .param(invoiceId.toString())
                .query(_ -> {});
    }

    /** Opens a transaction around what this thread appends until it is committed; undone where it never is. */
    public Open begin() {
        PlatformTransactionManager transactions = context.getBean(PlatformTransactionManager.class);
        TransactionStatus transaction = transactions.getTransaction(TransactionDefinition.withDefaults());
        return new Open() {
            @Override
            public void commit() {
                transactions.commit(transaction);
            }

            @Override
            public void close() {
                if (!transaction.isCompleted()) {
                    transactions.rollback(transaction);
                }
            }
        };
    }

    /** The events as its processors see them. */
    public EventTail tail() {
        return context.getBean(EventTail.class);
    }

    /** Statements on its connections. */
    public JdbcClient jdbc() {
        return context.getBean(JdbcClient.class);
    }

    /** Runs a statement in a transaction that stays open, with its locks, until it is closed. */
    public Held hold(String sql) {
        try {
            Connection connection = context.getBean(DataSource.class).getConnection();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
            return () -> {
                try (connection) {
                    connection.rollback();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** A transaction that waits for its commit. */
    public interface Open extends AutoCloseable {

        void commit();

        @Override
        void close();
    }

    /** An open transaction. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @Import(EventStoreConfiguration.class)
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class
    })
    static class Beans {}
}
