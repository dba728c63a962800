package io.countersign.domain;

import static io.countersign.domain.Scenario.ID;
import static io.countersign.domain.Scenario.addRow;
import static io.countersign.domain.Scenario.approval;
import static io.countersign.domain.Scenario.approved;
import static io.countersign.domain.Scenario.change;
import static io.countersign.domain.Scenario.clear;
import static io.countersign.domain.Scenario.corrected;
import static io.countersign.domain.Scenario.forced;
import static io.countersign.domain.Scenario.givenReceived;
import static io.countersign.domain.Scenario.misfit;
import static io.countersign.domain.Scenario.putOnHold;
import static io.countersign.domain.Scenario.removeRow;
import static io.countersign.domain.Scenario.reopened;
import static io.countersign.domain.Scenario.set;

import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.Forced;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.domain.Decision.ForceCorrection;
import io.countersign.domain.rules.ApproverMustNotHaveCorrected;
import io.countersign.domain.rules.ReviewMustBeOpen;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A correction that goes over what others changed: never stale, and never silent about it. */
class ForceCorrectionTest {

    private static final String WHY = "the seller called";

    @Test
    void goesOverWhatOthersChangedAndSaysWhatItOverrode() {
        givenReceived()
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .and("anna", corrected(change("due_date", "2026-07-16", "2026-08-01")))
                .when("ben", forced(0, WHY, set("seller.name", "ACME Ltd")))
                .isAccepted(forcedOver(0, List.of("seller.name"), change("seller.name", "Acme Corp", "ACME Ltd")));
    }

    @Test
    void isMadeOnTheVersionThatStandsAndRecordsOnlyWhatChangesThere() {
        givenReceived()
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .when("ben", forced(0, WHY, set("seller.name", "Acme Corp"), clear("due_date")))
                .isAccepted(forcedOver(0, List.of(), change("due_date", "2026-07-16", null)));
    }

    @Test
    void overridesWhatMakesSenseOnlyTogetherWithWhatItSets() {
        givenReceived()
                .and("anna", corrected(change("payment.account_identifier", null, "FR76 1")))
                .and("anna", corrected(change("buyer_reference", null, "PO-1")))
                .when("ben", forced(0, WHY, set("payment.account_name", "Acme")))
                .isAccepted(forcedOver(
                        0, List.of("payment.account_identifier"), change("payment.account_name", null, "Acme")));
    }

    @Test
    void overridesEveryTermThatOthersChangedInARowThatItRemoves() {
        givenReceived()
                .and(
                        "anna",
                        corrected(
                                change("lines.l1.item_name", "Nougat", "Praline"),
                                change("lines.l1.quantity", "10", "11")))
                .when("ben", forced(0, WHY, removeRow("lines.l1")))
                .isAcceptedOverriding("lines.l1.quantity", "lines.l1.item_name");
    }

    @Test
    void countsOnlyWhatChangedSinceTheVersionThatThePersonSaw() {
        givenReceived()
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .and("anna", corrected(change("due_date", "2026-07-16", "2026-08-01")))
                .when("ben", forced(1, WHY, set("seller.name", "ACME Ltd"), set("due_date", "2026-09-01")))
                .isAccepted(forcedOver(
                        1,
                        List.of("due_date"),
                        change("due_date", "2026-08-01", "2026-09-01"),
                        change("seller.name", "Acme Corp", "ACME Ltd")));
    }

    @Test
    void isRecordedAsForcedAlsoWhereNothingIsOverridden() {
        givenReceived()
                .when("ben", forced(0, WHY, set("seller.name", "Acme Corp")))
                .isAccepted(forcedOver(0, List.of(), change("seller.name", "Acme", "Acme Corp")));
    }

    @Test
    void keepsTheNoteBesideTheReason() {
        givenReceived()
                .when("ben", new ForceCorrection(ID, 0, List.of(set("seller.name", "Acme Corp")), "letterhead", WHY))
                .isAccepted(new InvoiceCorrected(
                        ID,
                        List.of(change("seller.name", "Acme", "Acme Corp")),
                        "letterhead",
                        new Forced(WHY, 0, List.of())));
    }

    @Test
    void changesNothingWhereTheInvoiceIsSoAlready() {
        givenReceived()
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .when("ben", forced(0, WHY, set("seller.name", "Acme Corp")))
                .changesNothing();
    }

    @Test
    void rejectsAVersionThatDoesNotExistYet() {
        givenReceived()
                .when("ben", forced(1, WHY, set("seller.name", "Acme Corp")))
                .isStale(1, 0);
    }

    @Test
    void doesNotFitWhereOthersRemovedTheRow() {
        givenReceived()
                .and(
                        "anna",
                        corrected(
                                change("lines.l1.identifier", "1", null),
                                change("lines.l1.quantity", "10", null),
                                change("lines.l1.unit_code", "C62", null),
                                change("lines.l1.net_amount", "100.00", null),
                                change("lines.l1.net_price", "10.00", null),
                                change("lines.l1.item_name", "Nougat", null),
                                change("lines.l1.vat_category_code", "S", null),
                                change("lines.l1.vat_rate", "20", null)))
                .when("ben", forced(0, WHY, set("lines.l1.quantity", "11")))
                .doesNotFit(misfit("lines.l1.quantity", Misfit.Kind.UNKNOWN_ROW));
    }

    @Test
    void doesNotFitWhereOthersAddedTheRow() {
        givenReceived()
                .and("anna", corrected(change("lines.l2.quantity", null, "3")))
                .when("ben", forced(0, WHY, addRow("lines.l2", "quantity", "4")))
                .doesNotFit(misfit("lines.l2", Misfit.Kind.ROW_EXISTS));
    }

    @Test
    void needsAnOpenReview() {
        for (ReviewEvent closing : List.of(approved(), putOnHold())) {
            givenReceived()
                    .and("carol", closing)
                    .when("ben", forced(0, WHY, set("seller.name", "Acme Corp")))
                    .isForbiddenBy(new ReviewMustBeOpen());
        }
    }

    @Test
    void goesOverAReviewThatWasReopenedMeanwhile() {
        givenReceived()
                .and("carol", putOnHold())
                .and("anna", reopened())
                .when("ben", forced(0, WHY, set("seller.name", "Acme Corp")))
                .isAccepted(forcedOver(0, List.of(), change("seller.name", "Acme", "Acme Corp")));
    }

    @Test
    void keepsWhoForcedItFromApproving() {
        givenReceived()
                .and("ben", forcedOver(0, List.of(), change("seller.name", "Acme", "Acme Corp")))
                .when("ben", approval(1))
                .isForbiddenBy(new ApproverMustNotHaveCorrected());
    }

    private static ReviewEvent forcedOver(long madeOn, List<String> overrode, TermChange... changes) {
        return new InvoiceCorrected(ID, List.of(changes), null, new Forced(WHY, madeOn, overrode));
    }
}
