package io.countersign.domain;

import static io.countersign.domain.Scenario.ID;
import static io.countersign.domain.Scenario.approved;
import static io.countersign.domain.Scenario.change;
import static io.countersign.domain.Scenario.corrected;
import static io.countersign.domain.Scenario.givenReceived;
import static io.countersign.domain.Scenario.hold;
import static io.countersign.domain.Scenario.putOnHold;
import static io.countersign.domain.Scenario.rejected;
import static io.countersign.domain.Scenario.rejection;
import static io.countersign.domain.Scenario.reopened;
import static io.countersign.domain.Scenario.reopening;

import io.countersign.contract.review.ReasonCode;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.ReviewEvent.InvoiceRejected;
import io.countersign.contract.review.ReviewEvent.InvoiceReopened;
import io.countersign.domain.Decision.PutInvoiceOnHold;
import io.countersign.domain.Decision.RejectInvoice;
import io.countersign.domain.Decision.ReopenInvoice;
import io.countersign.domain.rules.OnlyAReviewThatIsNotOpenMayBeReopened;
import io.countersign.domain.rules.ReviewMustBeOpen;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Rejecting, putting on hold and reopening. */
class OtherDecisionsTest {

    static final List<ReviewEvent> CLOSING = List.of(approved(), rejected(), putOnHold());

    @Test
    void rejectsWithReasonCodeAndReason() {
        givenReceived()
                .when("anna", new RejectInvoice(ID, 0, ReasonCode.NOT_ORDERED, "nobody knows them"))
                .isAccepted(new InvoiceRejected(ID, "not_ordered", "nobody knows them"));
    }

    @Test
    void putsOnHoldWithReasonCodeAndReason() {
        givenReceived()
                .when("anna", new PutInvoiceOnHold(ID, 0, ReasonCode.AWAITING_CREDIT_NOTE, "promised for Monday"))
                .isAccepted(new InvoicePutOnHold(ID, "awaiting_credit_note", "promised for Monday"));
    }

    @ParameterizedTest
    @FieldSource("CLOSING")
    void reopensWithReasonCodeAndReason(ReviewEvent closing) {
        givenReceived()
                .and("ben", closing)
                .when("anna", new ReopenInvoice(ID, 1, ReasonCode.SELLER_OBJECTED, "by letter"))
                .isAccepted(new InvoiceReopened(ID, "seller_objected", "by letter"));
    }

    @Test
    void letsWhoCorrectedRejectAndHold() {
        Scenario corrected = givenReceived().and("anna", corrected(change("seller.name", "Acme", "Acme Corp")));

        corrected.when("anna", rejection(1)).isAccepted(rejected());
        corrected.when("anna", hold(1)).isAccepted(putOnHold());
    }

    @ParameterizedTest
    @FieldSource("CLOSING")
    void rejectsAndHoldsOnlyWhatIsOpen(ReviewEvent closing) {
        Scenario closed = givenReceived().and("ben", closing);

        closed.when("anna", rejection(1)).isForbiddenBy(new ReviewMustBeOpen());
        closed.when("anna", hold(1)).isForbiddenBy(new ReviewMustBeOpen());
        closed.and("ben", reopened()).when("anna", rejection(2)).isAccepted(rejected());
        closed.and("ben", reopened()).when("anna", hold(2)).isAccepted(putOnHold());
    }

    @Test
    void reopensOnlyWhatIsNotOpen() {
        givenReceived().when("anna", reopening(0)).isForbiddenBy(new OnlyAReviewThatIsNotOpenMayBeReopened());
        givenReceived()
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .when("anna", reopening(1))
                .isForbiddenBy(new OnlyAReviewThatIsNotOpenMayBeReopened());
        givenReceived()
                .and("ben", approved())
                .and("ben", reopened())
                .when("anna", reopening(2))
                .isForbiddenBy(new OnlyAReviewThatIsNotOpenMayBeReopened());
    }
}
