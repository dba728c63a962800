package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSide;
import io.countersign.command.SharedNodes;
import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.Forced;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReasonCode;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.contract.review.ReviewEvent.InvoiceRejected;
import io.countersign.contract.review.ReviewEvent.InvoiceReopened;
import io.countersign.contract.review.SourceDocument;
import io.countersign.contract.terms.TermPath;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.ApproveInvoice;
import io.countersign.domain.Decision.CorrectInvoice;
import io.countersign.domain.Decision.ForceCorrection;
import io.countersign.domain.Decision.PutInvoiceOnHold;
import io.countersign.domain.Decision.RejectInvoice;
import io.countersign.domain.Decision.ReopenInvoice;
import io.countersign.domain.RequestedChange.SetTerm;
import io.countersign.domain.Verdict;
import io.countersign.domain.rules.ApproverMustNotHaveCorrected;
import io.countersign.platform.eventstore.EventMetadata;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.test.aggregate.AggregateTestFixture;
import org.axonframework.test.aggregate.FixtureConfiguration;
import org.axonframework.test.aggregate.ResultValidator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The shell around the decisions: replays events with their actors, applies what was accepted, answers the verdict. */
@ExtendWith(SharedNodes.class)
class InvoiceReviewTest {

    private final InvoiceId id = new InvoiceId(UUID.randomUUID());
    private final InvoiceReceived received = new InvoiceReceived(
            id, new SourceDocument("application/xml", "00", 1, null), new Invoice(terms()), Map.of());
    private final InvoiceCorrected corrected =
            new InvoiceCorrected(id, List.of(new TermChange("seller.name", "Acme", "Acme Corp")), null);
    private final CommandSide node;
    private FixtureConfiguration<InvoiceReview> review = new AggregateTestFixture<>(InvoiceReview.class);

    InvoiceReviewTest(CommandSide node) {
        this.node = node;
    }

    @BeforeEach
    void useTheRealDocumentsAndResolver() {
        review = new AggregateTestFixture<>(InvoiceReview.class)
                .registerInjectableResource(node.bean(SourceDocuments.class))
                .registerCommandHandlerInterceptor(
                        new CorrelationDataInterceptor<>(node.bean(CorrelationDataProvider.class)))
                .registerCommandTargetResolver(new AggregateConfiguration().decisionTargetResolver());
    }

    @Test
    void beginsWithTheReceivedInvoiceAndKeepsItsDocument() {
        byte[] document = ("<Invoice>" + id + "</Invoice>").getBytes(StandardCharsets.UTF_8);

        review.givenNoPriorActivity()
                .when(new ReceiveInvoice(received, document), EventMetadata.of("anna", UUID.randomUUID()))
                .expectSuccessfulHandlerExecution()
                .expectEvents(received);

        assertThat(node.store()
                        .jdbc()
                        .sql("SELECT content FROM event_store.source_document WHERE invoice_id = ?")
                        .param(id.value())
                        .query((row, _) -> row.getBytes(1))
                        .single())
                .isEqualTo(document);
    }

    @Test
    void corrects() {
        when("ben", new CorrectInvoice(id, 0, List.of(new SetTerm(TermPath.of("seller.name"), "Acme Corp")), null))
                .expectEvents(corrected)
                .expectResultMessagePayload(new Verdict.Accepted(corrected, 1));
    }

    @Test
    void forcesACorrectionOverEventsThatItReplays() {
        InvoiceCorrected forced = new InvoiceCorrected(
                id,
                List.of(new TermChange("seller.name", "Acme Corp", "ACME")),
                null,
                new Forced("they called", 0, List.of("seller.name")));

        expectAccepted(
                review.given(by("anna", received), by("anna", corrected))
                        .when(
                                new ForceCorrection(
                                        id,
                                        0,
                                        List.of(new SetTerm(TermPath.of("seller.name"), "ACME")),
                                        null,
                                        "they called"),
                                EventMetadata.of("ben", UUID.randomUUID())),
                forced,
                2);
    }

    @Test
    void approves() {
        expectAccepted(
                when("ben", new ApproveInvoice(id, 0, "fine", "rounding")),
                new InvoiceApproved(id, "fine", "rounding"),
                1);
    }

    @Test
    void rejects() {
        expectAccepted(
                when("ben", new RejectInvoice(id, 0, ReasonCode.NOT_ORDERED, "why")),
                new InvoiceRejected(id, "not_ordered", "why"),
                1);
    }

    @Test
    void putsOnHold() {
        expectAccepted(
                when("ben", new PutInvoiceOnHold(id, 0, ReasonCode.DISPUTED, null)),
                new InvoicePutOnHold(id, "disputed", null),
                1);
    }

    @Test
    void reopens() {
        expectAccepted(
                review.given(by("anna", received), by("ben", new InvoicePutOnHold(id, "disputed", null)))
                        .when(
                                new ReopenInvoice(id, 1, ReasonCode.OTHER, null),
                                EventMetadata.of("anna", UUID.randomUUID())),
                new InvoiceReopened(id, "other", null),
                2);
    }

    @Test
    void answersStaleAndAppliesNothing() {
        review.given(by("anna", received), by("anna", corrected))
                .when(new ApproveInvoice(id, 0, null, null), EventMetadata.of("ben", UUID.randomUUID()))
                .expectNoEvents()
                .expectResultMessagePayload(new Verdict.Stale(0, 1));
    }

    @Test
    void knowsTheActorsOfTheEventsThatItReplays() {
        review.given(by("anna", received), by("ben", corrected))
                .when(new ApproveInvoice(id, 1, null, "because"), EventMetadata.of("ben", UUID.randomUUID()))
                .expectNoEvents()
                .expectResultMessagePayload(new Verdict.Forbidden(new ApproverMustNotHaveCorrected()));
    }

    @Test
    void answersUnchangedAndAppliesNothing() {
        when("ben", new CorrectInvoice(id, 0, List.of(new SetTerm(TermPath.of("seller.name"), "Acme")), null))
                .expectNoEvents()
                .expectResultMessagePayload(new Verdict.Unchanged(0));
    }

    private ResultValidator<InvoiceReview> when(String actor, Decision decision) {
        return review.given(by("anna", received)).when(decision, EventMetadata.of(actor, UUID.randomUUID()));
    }

    private static void expectAccepted(ResultValidator<InvoiceReview> outcome, ReviewEvent event, long version) {
        outcome.expectEvents(event).expectResultMessagePayload(new Verdict.Accepted(event, version));
    }

    private static Object by(String actor, ReviewEvent event) {
        return new GenericEventMessage<>(event, EventMetadata.of(actor, UUID.randomUUID()));
    }

    private static SequencedMap<String, String> terms() {
        SequencedMap<String, String> terms = new LinkedHashMap<>();
        terms.put("seller.name", "Acme");
        return terms;
    }
}
