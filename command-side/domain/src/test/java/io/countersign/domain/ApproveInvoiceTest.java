package io.countersign.domain;

import static io.countersign.domain.Scenario.ID;
import static io.countersign.domain.Scenario.approval;
import static io.countersign.domain.Scenario.approvalBecause;
import static io.countersign.domain.Scenario.approved;
import static io.countersign.domain.Scenario.change;
import static io.countersign.domain.Scenario.corrected;
import static io.countersign.domain.Scenario.givenReceived;
import static io.countersign.domain.Scenario.putOnHold;
import static io.countersign.domain.Scenario.rejected;
import static io.countersign.domain.Scenario.reopened;

import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.domain.Decision.ApproveInvoice;
import io.countersign.domain.rules.ApprovalDespiteErrorFindingsMustGiveAReason;
import io.countersign.domain.rules.ApproverMustNotHaveCorrected;
import io.countersign.domain.rules.ReviewMustBeOpen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ApproveInvoiceTest {

    static final List<ReviewEvent> CLOSING = List.of(approved(), rejected(), putOnHold());

    private static final ReviewEvent CORRECTION = corrected(change("seller.name", "Acme", "Acme Corp"));
    private static final Map<String, String> WRONG_SUM = Map.of("totals.amount_due", "1.00");

    @Test
    void approvesAnInvoiceAsReceived() {
        givenReceived().when("ben", approval(0)).isAccepted(approved());
    }

    @Test
    void keepsNoteAndReason() {
        givenReceived()
                .when("ben", new ApproveInvoice(ID, 0, "checked by phone", "rounding"))
                .isAccepted(new InvoiceApproved(ID, "checked by phone", "rounding"));
    }

    @Test
    void isForbiddenToWhoCorrected() {
        givenReceived()
                .and("ben", CORRECTION)
                .when("ben", approval(1))
                .isForbiddenBy(new ApproverMustNotHaveCorrected());
    }

    @Test
    void isForbiddenToWhoCorrectedThoughOthersCorrectedSince() {
        givenReceived()
                .and("ben", CORRECTION)
                .and("anna", corrected(change("seller.name", "Acme Corp", "Acme")))
                .when("ben", approval(2))
                .isForbiddenBy(new ApproverMustNotHaveCorrected());
    }

    @Test
    void isOpenToWhoCorrectedNothing() {
        givenReceived().and("ben", CORRECTION).when("carol", approval(1)).isAccepted(approved());
    }

    @Test
    void isForbiddenToWhoCorrectedBeforeAHoldOrARejection() {
        Scenario corrected = givenReceived().and("ben", CORRECTION);

        corrected
                .and("anna", putOnHold())
                .and("anna", reopened())
                .when("ben", approval(3))
                .isForbiddenBy(new ApproverMustNotHaveCorrected());
        corrected
                .and("anna", rejected())
                .and("anna", reopened())
                .when("ben", approval(3))
                .isForbiddenBy(new ApproverMustNotHaveCorrected());
    }

    @Test
    void isOpenAgainToWhoCorrectedBeforeTheLastApproval() {
        givenReceived()
                .and("ben", CORRECTION)
                .and("carol", approved())
                .and("anna", reopened())
                .when("ben", approval(3))
                .isAccepted(approved());
    }

    @Test
    void isForbiddenToWhoCorrectedAfterTheLastApproval() {
        givenReceived()
                .and("carol", approved())
                .and("anna", reopened())
                .and("ben", CORRECTION)
                .when("ben", approval(3))
                .isForbiddenBy(new ApproverMustNotHaveCorrected());
    }

    @Test
    void needsAReasonWhereErrorFindingsAreOpen() {
        Scenario wrong = givenReceived(WRONG_SUM);

        wrong.when("ben", approval(0)).isForbiddenBy(new ApprovalDespiteErrorFindingsMustGiveAReason());
        wrong.when("ben", approvalBecause(0, "agreed with the seller"))
                .isAccepted(new InvoiceApproved(ID, null, "agreed with the seller"));
    }

    @Test
    void doesNotTakeANoteForAReason() {
        givenReceived(WRONG_SUM)
                .when("ben", new ApproveInvoice(ID, 0, "agreed with the seller", null))
                .isForbiddenBy(new ApprovalDespiteErrorFindingsMustGiveAReason());
    }

    @Test
    void needsNoReasonOnceTheErrorIsCorrected() {
        givenReceived(WRONG_SUM)
                .and("anna", corrected(change("totals.amount_due", "1.00", "120.00")))
                .when("ben", approval(1))
                .isAccepted(approved());
    }

    @Test
    void needsAReasonWhereACorrectionBroughtTheError() {
        givenReceived()
                .and("anna", corrected(change("totals.amount_due", "120.00", "1.00")))
                .when("ben", approval(1))
                .isForbiddenBy(new ApprovalDespiteErrorFindingsMustGiveAReason());
    }

    @Test
    void isForbiddenToWhoCorrectedWhateverTheReason() {
        givenReceived(WRONG_SUM)
                .and("ben", CORRECTION)
                .when("ben", approvalBecause(1, "I know it is right"))
                .isForbiddenBy(new ApproverMustNotHaveCorrected());
    }

    @ParameterizedTest
    @FieldSource("CLOSING")
    void isForbiddenUntilReopened(ReviewEvent closing) {
        Scenario closed = givenReceived().and("anna", closing);

        closed.when("ben", approval(1)).isForbiddenBy(new ReviewMustBeOpen());
        closed.and("anna", reopened()).when("ben", approval(2)).isAccepted(approved());
    }
}
