package io.countersign.domain;

import static io.countersign.domain.Scenario.ID;
import static io.countersign.domain.Scenario.addRow;
import static io.countersign.domain.Scenario.approved;
import static io.countersign.domain.Scenario.change;
import static io.countersign.domain.Scenario.clear;
import static io.countersign.domain.Scenario.corrected;
import static io.countersign.domain.Scenario.correction;
import static io.countersign.domain.Scenario.givenReceived;
import static io.countersign.domain.Scenario.misfit;
import static io.countersign.domain.Scenario.putOnHold;
import static io.countersign.domain.Scenario.rejected;
import static io.countersign.domain.Scenario.removeRow;
import static io.countersign.domain.Scenario.reopened;
import static io.countersign.domain.Scenario.set;

import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.domain.Decision.CorrectInvoice;
import io.countersign.domain.rules.ReviewMustBeOpen;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class CorrectInvoiceTest {

    static final List<ReviewEvent> CLOSING = List.of(approved(), rejected(), putOnHold());

    @Test
    void recordsTheValueBeforeAndAfter() {
        givenReceived()
                .when("anna", correction(0, set("seller.name", "Acme Corp"), set("buyer_reference", "PO-1")))
                .isAccepted(
                        corrected(change("seller.name", "Acme", "Acme Corp"), change("buyer_reference", null, "PO-1")));
    }

    @Test
    void keepsTheNote() {
        givenReceived()
                .when(
                        "anna",
                        new CorrectInvoice(ID, 0, List.of(set("seller.name", "Acme Corp")), "as on the letterhead"))
                .isAccepted(new InvoiceCorrected(
                        ID, List.of(change("seller.name", "Acme", "Acme Corp")), "as on the letterhead"));
    }

    @Test
    void clearsATerm() {
        givenReceived()
                .when("anna", correction(0, clear("due_date")))
                .isAccepted(corrected(change("due_date", "2026-07-16", null)));
    }

    @Test
    void comparesWithTheInvoiceAsReviewedAndNotAsReceived() {
        givenReceived()
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .when("ben", correction(1, set("seller.name", "Acme")))
                .isAccepted(corrected(change("seller.name", "Acme Corp", "Acme")));
    }

    @Test
    void changesATermOfARow() {
        givenReceived()
                .when("anna", correction(0, set("lines.l1.quantity", "11")))
                .isAccepted(corrected(change("lines.l1.quantity", "10", "11")));
    }

    @Test
    void addsARow() {
        givenReceived()
                .when("anna", correction(0, addRow("lines.l2", "item_name", "Praline", "quantity", "3")))
                .isAccepted(corrected(
                        change("lines.l2.item_name", null, "Praline"), change("lines.l2.quantity", null, "3")));
    }

    @Test
    void removesARowWithAllItsTerms() {
        givenReceived()
                .when("anna", correction(0, removeRow("vat_breakdown.v1")))
                .isAccepted(corrected(
                        change("vat_breakdown.v1.taxable_amount", "100.00", null),
                        change("vat_breakdown.v1.tax_amount", "20.00", null),
                        change("vat_breakdown.v1.category_code", "S", null),
                        change("vat_breakdown.v1.rate", "20", null)));
    }

    @Test
    void addsARowUnderTheKeyOfOneThatWasRemoved() {
        givenReceived()
                .and("anna", corrected(change("lines.l1.item_name", "Nougat", null)))
                .and("anna", corrected(removalOfTheRestOfLine1()))
                .when("ben", correction(2, addRow("lines.l1", "item_name", "Praline")))
                .isAccepted(corrected(change("lines.l1.item_name", null, "Praline")));
    }

    private static TermChange[] removalOfTheRestOfLine1() {
        return List.of(
                        "identifier",
                        "quantity",
                        "unit_code",
                        "net_amount",
                        "net_price",
                        "vat_category_code",
                        "vat_rate")
                .stream()
                .map(field -> change("lines.l1." + field, "whatever", null))
                .toArray(TermChange[]::new);
    }

    @Test
    void recordsNothingWhereTheValueIsTheSameByMeaning() {
        givenReceived()
                .when(
                        "anna",
                        correction(
                                0,
                                set("totals.amount_due", "120.0"),
                                set("lines.l1.quantity", "10.000"),
                                set("seller.name", "Acme"),
                                clear("buyer_reference")))
                .changesNothing();
    }

    @Test
    void recordsOnlyWhatDiffersByMeaning() {
        givenReceived()
                .when("anna", correction(0, set("totals.amount_due", "120.0"), set("lines.l1.quantity", "10.001")))
                .isAccepted(corrected(change("lines.l1.quantity", "10", "10.001")));
    }

    @Test
    void comparesTextsToTheLetter() {
        givenReceived()
                .when("anna", correction(0, set("type_code", "380.0")))
                .isAccepted(corrected(change("type_code", "380", "380.0")));
    }

    @Test
    void recordsNothingWhereNothingIsAskedFor() {
        givenReceived().when("anna", correction(0)).changesNothing();
    }

    @Test
    void tellsTermsOfRowsThatTheInvoiceDoesNotHave() {
        givenReceived()
                .when(
                        "anna",
                        correction(
                                0,
                                set("lines.l9.quantity", "1"),
                                set("seller.name", "Acme Corp"),
                                clear("vat_breakdown.v9.rate")))
                .doesNotFit(
                        misfit("lines.l9.quantity", Misfit.Kind.UNKNOWN_ROW),
                        misfit("vat_breakdown.v9.rate", Misfit.Kind.UNKNOWN_ROW));
    }

    @Test
    void tellsARemovalOfARowThatTheInvoiceDoesNotHave() {
        givenReceived()
                .when("anna", correction(0, removeRow("lines.l9")))
                .doesNotFit(misfit("lines.l9", Misfit.Kind.UNKNOWN_ROW));
    }

    @Test
    void tellsANewRowUnderAKeyThatIsTaken() {
        givenReceived()
                .when("anna", correction(0, addRow("lines.l1", "item_name", "Praline")))
                .doesNotFit(misfit("lines.l1", Misfit.Kind.ROW_EXISTS));
    }

    @Test
    void tellsAChangeInARowThatIsRemovedOrAddedBesides() {
        givenReceived()
                .when(
                        "anna",
                        correction(
                                0,
                                removeRow("lines.l1"),
                                set("lines.l1.quantity", "1"),
                                addRow("lines.l2", "item_name", "Praline"),
                                clear("lines.l2.quantity")))
                .doesNotFit(
                        misfit("lines.l1.quantity", Misfit.Kind.CONTRADICTS_ROW),
                        misfit("lines.l2.quantity", Misfit.Kind.CONTRADICTS_ROW));
    }

    @Test
    void tellsMisfitsBeforeRules() {
        givenReceived()
                .and("ben", approved())
                .when("anna", correction(1, removeRow("lines.l9")))
                .doesNotFit(misfit("lines.l9", Misfit.Kind.UNKNOWN_ROW));
    }

    @ParameterizedTest
    @FieldSource("CLOSING")
    void isForbiddenUntilReopened(ReviewEvent closing) {
        Scenario closed = givenReceived().and("ben", closing);

        closed.when("anna", correction(1, set("seller.name", "Acme Corp"))).isForbiddenBy(new ReviewMustBeOpen());
        closed.and("ben", reopened())
                .when("anna", correction(2, set("seller.name", "Acme Corp")))
                .isAccepted(corrected(change("seller.name", "Acme", "Acme Corp")));
    }

    @Test
    void isForbiddenWhereItWouldChangeNothingToo() {
        givenReceived()
                .and("ben", approved())
                .when("anna", correction(1, set("seller.name", "Acme")))
                .isForbiddenBy(new ReviewMustBeOpen());
    }
}
