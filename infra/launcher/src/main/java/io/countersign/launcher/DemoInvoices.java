package io.countersign.launcher;

import io.countersign.command.platform.DecisionDesk;
import io.countersign.command.platform.Signature;
import io.countersign.command.platform.StaleWrite;
import io.countersign.command.receiveinvoice.DuplicateInvoice;
import io.countersign.command.receiveinvoice.InvoiceReceiver;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReasonCode;
import io.countersign.contract.terms.TermPath;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.CorrectInvoice;
import io.countersign.domain.Decision.PutInvoiceOnHold;
import io.countersign.domain.RequestedChange.SetTerm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Fills an empty store with invoices to try things on, through the same intake and the same desk as everybody's. Each
 * step has a name of its own, fixed for good: a start that was killed half-way is taken up where it stopped, and nothing
 * ever happens twice.
 */
@Component
@ConditionalOnBooleanProperty("countersign.demo-data")
class DemoInvoices implements ApplicationRunner {

    private static final Logger log = LoggerFactory.getLogger(DemoInvoices.class);

    /** Far more than all steps together make; bounds the search in a store that has grown since. */
    private static final int FIRST_POSITIONS = 1000;

    private static final Map<String, String> MEDIA_TYPES =
            Map.of("xml", "application/xml", "pdf", "application/pdf", "json", "application/json");

    private static final List<Step> STEPS = List.of(
            new Step(
                    "anna",
                    "06-market-study-us-dollar.ubl.xml",
                    id -> correction(id, 0, "buyer_reference", "Research 2207")),
            new Step(
                    "anna",
                    "01-office-furniture.ubl.xml",
                    id -> correction(id, 0, "buyer_reference", "Facility, 4th floor")),
            new Step("anna", "01-office-furniture.ubl.xml", id -> correction(id, 1, "due_date", "2026-12-04")),
            new Step(
                    "ben",
                    "11-office-rent-exempt.ubl.xml",
                    id -> new PutInvoiceOnHold(id, 0, ReasonCode.DISPUTED, "The rent was to be lowered in November")));

    /** What somebody does to the invoice of a document. */
    private record Step(String user, String document, Function<InvoiceId, Decision> decision) {}

    private final InvoiceReceiver receiver;
    private final DecisionDesk desk;
    private final JdbcClient jdbc;

    DemoInvoices(InvoiceReceiver receiver, DecisionDesk desk, JdbcClient jdbc) {
        this.receiver = receiver;
        this.desk = desk;
        this.jdbc = jdbc;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        List<Resource> documents = Arrays.stream(
                        new PathMatchingResourcePatternResolver().getResources("classpath:demo-invoices/*"))
                .sorted(Comparator.comparing(DemoInvoices::name))
                .toList();
        if (documents.isEmpty() || !isWanted(name(documents.getFirst()))) {
            return;
        }
        Map<String, InvoiceId> invoices = new HashMap<>();
        for (Resource document : documents) {
            receive(document).ifPresent(invoice -> invoices.put(name(document), invoice));
        }
        for (int step = 0; step < STEPS.size(); step++) {
            take(STEPS.get(step), stepKey(step), invoices);
        }
        log.info("{} demo invoices are in the queue", documents.size());
    }

    /** Wanted by an empty store, and by one that an earlier start began to fill and did not finish. */
    private boolean isWanted(String firstDocument) {
        Optional<String> first = jdbc.sql("""
                        SELECT metadata::json ->> 'command_id' FROM event_store.event ORDER BY global_position LIMIT 1
                        """).query(String.class).optional();
        return first.isEmpty()
                || (first.get().equals(key(firstDocument).toString()) && !isStored(stepKey(STEPS.size() - 1)));
    }

    private boolean isStored(UUID commandId) {
        return jdbc.sql("""
                        SELECT count(*) FROM event_store.event
                        WHERE global_position <= ? AND metadata::json ->> 'command_id' = ?
                        """)
                        .params(FIRST_POSITIONS, commandId.toString())
                        .query(Long.class)
                        .single()
                > 0;
    }

    private Optional<InvoiceId> receive(Resource document) throws IOException {
        String name = name(document);
        String mediaType = Objects.requireNonNull(
                MEDIA_TYPES.get(name.substring(name.lastIndexOf('.') + 1)), "A kind of document that is not received");
        try {
            return Optional.of(
                    receiver.receive(document.getContentAsByteArray(), mediaType, name, signature("anna", key(name)))
                            .invoiceId());
        } catch (DuplicateInvoice handedInBySomebody) {
            return Optional.empty();
        }
    }

    private void take(Step step, UUID key, Map<String, InvoiceId> invoices) {
        InvoiceId invoice = invoices.get(step.document());
        if (invoice == null) {
            return;
        }
        try {
            desk.decide(step.decision().apply(invoice), signature(step.user(), key));
        } catch (StaleWrite somebodyWasFaster) {
            log.debug("Somebody decided on {} before the demonstration did", invoice);
        }
    }

    private static Decision correction(InvoiceId invoiceId, long version, String term, String value) {
        return new CorrectInvoice(invoiceId, version, List.of(new SetTerm(TermPath.of(term), value)), null);
    }

    private static Signature signature(String user, UUID key) {
        // Roles are asked for at the door; this is inside.
        return new Signature(user, Set.of(), Optional.of(key));
    }

    private static UUID stepKey(int step) {
        return key("step " + step);
    }

    private static UUID key(String name) {
        return UUID.nameUUIDFromBytes(("countersign demo: " + name).getBytes(StandardCharsets.UTF_8));
    }

    private static String name(Resource document) {
        return Objects.requireNonNull(document.getFilename(), "A resource of the class path has a name");
    }
}
