package io.countersign.command.platform;

import static org.axonframework.modelling.command.AggregateLifecycle.apply;

import io.countersign.contract.review.Review;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.domain.Decision;
import io.countersign.domain.Decision.ApproveInvoice;
import io.countersign.domain.Decision.CorrectInvoice;
import io.countersign.domain.Decision.ForceCorrection;
import io.countersign.domain.Decision.PutInvoiceOnHold;
import io.countersign.domain.Decision.RejectInvoice;
import io.countersign.domain.Decision.ReopenInvoice;
import io.countersign.domain.Decisions;
import io.countersign.domain.Verdict;
import io.countersign.platform.eventstore.EventMetadata;
import java.util.ArrayList;
import java.util.List;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.annotation.MetaDataValue;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.spring.stereotype.Aggregate;

/**
 * The aggregate: a thin shell that hands each decision to {@link Decisions} and applies what comes of it. It answers
 * with the {@link Verdict} and throws nothing of its own; the store's unique key is the arbiter of races.
 */
@Aggregate(type = "InvoiceReview", commandTargetResolver = "decisionTargetResolver")
class InvoiceReview {

    @AggregateIdentifier
    private String streamId;

    private Review review;

    /** For the earlier versions of the invoice, which a forced correction asks for. */
    private final List<ReviewEvent> events = new ArrayList<>();

    /** For the framework, which then replays the events. */
    @SuppressWarnings("NullAway.Init")
    InvoiceReview() {}

    @CommandHandler
    @SuppressWarnings("NullAway.Init")
    InvoiceReview(ReceiveInvoice command, SourceDocuments documents) {
        documents.keep(command.event().invoiceId(), command.event().source(), command.content());
        apply(command.event());
    }

    @CommandHandler
    Verdict handle(CorrectInvoice decision, @MetaDataValue(EventMetadata.ACTOR) String actor) {
        return decide(decision, actor);
    }

    @CommandHandler
    Verdict handle(ForceCorrection decision, @MetaDataValue(EventMetadata.ACTOR) String actor) {
        return decide(decision, actor);
    }

    @CommandHandler
    Verdict handle(ApproveInvoice decision, @MetaDataValue(EventMetadata.ACTOR) String actor) {
        return decide(decision, actor);
    }

    @CommandHandler
    Verdict handle(RejectInvoice decision, @MetaDataValue(EventMetadata.ACTOR) String actor) {
        return decide(decision, actor);
    }

    @CommandHandler
    Verdict handle(PutInvoiceOnHold decision, @MetaDataValue(EventMetadata.ACTOR) String actor) {
        return decide(decision, actor);
    }

    @CommandHandler
    Verdict handle(ReopenInvoice decision, @MetaDataValue(EventMetadata.ACTOR) String actor) {
        return decide(decision, actor);
    }

    @EventSourcingHandler
    void on(ReviewEvent event, @MetaDataValue(EventMetadata.ACTOR) String actor) {
        if (event instanceof InvoiceReceived received) {
            streamId = received.invoiceId().toString();
            review = Review.begin(received);
        } else {
            review = review.evolve(event, actor);
        }
        events.add(event);
    }

    private Verdict decide(Decision decision, String actor) {
        Verdict verdict = Decisions.decide(decision, review, version -> Review.invoiceAt(version, events), actor);
        if (verdict instanceof Verdict.Accepted accepted) {
            apply(accepted.event());
        }
        return verdict;
    }
}
