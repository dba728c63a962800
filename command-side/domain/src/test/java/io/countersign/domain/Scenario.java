package io.countersign.domain;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.Forced;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReasonCode;
import io.countersign.contract.review.Review;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.contract.review.SourceDocument;
import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.TermPath;
import io.countersign.domain.Decision.ApproveInvoice;
import io.countersign.domain.Decision.CorrectInvoice;
import io.countersign.domain.Decision.ForceCorrection;
import io.countersign.domain.Decision.PutInvoiceOnHold;
import io.countersign.domain.Decision.RejectInvoice;
import io.countersign.domain.Decision.ReopenInvoice;
import io.countersign.domain.RequestedChange.AddRow;
import io.countersign.domain.RequestedChange.ClearTerm;
import io.countersign.domain.RequestedChange.RemoveRow;
import io.countersign.domain.RequestedChange.SetTerm;
import io.countersign.domain.Verdict.Accepted;
import io.countersign.domain.Verdict.DoesNotFit;
import io.countersign.domain.Verdict.Forbidden;
import io.countersign.domain.Verdict.Stale;
import io.countersign.domain.Verdict.Unchanged;
import io.countersign.domain.rules.Rule;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happened before, what is asked for, what comes of it: {@code given(received).and("anna",
 * corrected(...)).when("ben", approval(1)).isAccepted(approved)}.
 */
final class Scenario {

    static final InvoiceId ID = new InvoiceId(UUID.fromString("01930000-0000-7000-8000-000000000001"));

    private final Review review;
    private final List<ReviewEvent> events;

    private Scenario(Review review, List<ReviewEvent> events) {
        this.review = review;
        this.events = events;
    }

    /** An invoice that adds up was received: one line {@code l1} of 100.00 at 20 % VAT. */
    static Scenario givenReceived() {
        return givenReceived(Map.of());
    }

    /** An invoice was received that differs from the one that adds up; an empty text stands for no value. */
    static Scenario givenReceived(Map<String, String> differences) {
        SequencedMap<String, String> terms = new LinkedHashMap<>();
        terms.put("invoice_number", "INV-1");
        terms.put("issue_date", "2026-06-17");
        terms.put("due_date", "2026-07-16");
        terms.put("type_code", "380");
        terms.put("currency", "EUR");
        terms.put("specification_identifier", "urn:cen.eu:en16931:2017");
        terms.put("seller.name", "Acme");
        terms.put("seller.vat_identifier", "FR12345678901");
        terms.put("seller.country_code", "FR");
        terms.put("buyer.name", "Buyer SARL");
        terms.put("buyer.country_code", "FR");
        terms.put("totals.line_net_amount", "100.00");
        terms.put("totals.amount_without_vat", "100.00");
        terms.put("totals.vat_amount", "20.00");
        terms.put("totals.amount_with_vat", "120.00");
        terms.put("totals.amount_due", "120.00");
        terms.put("vat_breakdown.v1.taxable_amount", "100.00");
        terms.put("vat_breakdown.v1.tax_amount", "20.00");
        terms.put("vat_breakdown.v1.category_code", "S");
        terms.put("vat_breakdown.v1.rate", "20");
        terms.put("lines.l1.identifier", "1");
        terms.put("lines.l1.quantity", "10");
        terms.put("lines.l1.unit_code", "C62");
        terms.put("lines.l1.net_amount", "100.00");
        terms.put("lines.l1.net_price", "10.00");
        terms.put("lines.l1.item_name", "Nougat");
        terms.put("lines.l1.vat_category_code", "S");
        terms.put("lines.l1.vat_rate", "20");
        terms.putAll(differences);
        terms.values().removeIf(String::isEmpty);
        SourceDocument source = new SourceDocument("application/xml", "00", 1, null);
        InvoiceReceived received = new InvoiceReceived(ID, source, new Invoice(terms), Map.of());
        return new Scenario(Review.begin(received), List.of(received));
    }

    /** And then this was decided. */
    Scenario and(String actor, ReviewEvent event) {
        return new Scenario(
                review.evolve(event, actor),
                Stream.concat(events.stream(), Stream.of(event)).toList());
    }

    /** And now this is asked for. */
    Outcome when(String actor, Decision decision) {
        return new Outcome(
                Decisions.decide(decision, review, version -> Review.invoiceAt(version, events), actor),
                review.version());
    }

    /** What came of it. */
    record Outcome(Verdict verdict, long versionBefore) {

        void isAccepted(ReviewEvent event) {
            assertThat(verdict).isEqualTo(new Accepted(event, versionBefore + 1));
        }

        void isAccepted() {
            assertThat(verdict).isInstanceOf(Accepted.class);
        }

        void isAcceptedOverriding(String... terms) {
            assertThat(verdict)
                    .asInstanceOf(type(Accepted.class))
                    .extracting(Accepted::event, as(type(InvoiceCorrected.class)))
                    .extracting(InvoiceCorrected::forced, as(type(Forced.class)))
                    .extracting(Forced::overrode, as(list(String.class)))
                    .containsExactly(terms);
        }

        void changesNothing() {
            assertThat(verdict).isEqualTo(new Unchanged(versionBefore));
        }

        void isStale(long expected, long current) {
            assertThat(verdict).isEqualTo(new Stale(expected, current));
        }

        void isForbiddenBy(Rule rule) {
            assertThat(verdict).isEqualTo(new Forbidden(rule));
        }

        void doesNotFit(Misfit... misfits) {
            assertThat(verdict).isEqualTo(new DoesNotFit(List.of(misfits)));
        }
    }

    static ReviewEvent corrected(TermChange... changes) {
        return new ReviewEvent.InvoiceCorrected(ID, List.of(changes), null);
    }

    static ReviewEvent approved() {
        return new ReviewEvent.InvoiceApproved(ID, null, null);
    }

    static ReviewEvent rejected() {
        return new ReviewEvent.InvoiceRejected(ID, "wrong_amounts", null);
    }

    static ReviewEvent putOnHold() {
        return new ReviewEvent.InvoicePutOnHold(ID, "disputed", null);
    }

    static ReviewEvent reopened() {
        return new ReviewEvent.InvoiceReopened(ID, "decided_in_error", null);
    }

    static TermChange change(String term, @Nullable String before, @Nullable String after) {
        return new TermChange(term, before, after);
    }

    static Decision correction(long version, RequestedChange... changes) {
        return new CorrectInvoice(ID, version, List.of(changes), null);
    }

    static Decision forced(long version, String reason, RequestedChange... changes) {
        return new ForceCorrection(ID, version, List.of(changes), null, reason);
    }

    static Decision approval(long version) {
        return new ApproveInvoice(ID, version, null, null);
    }

    static Decision approvalBecause(long version, String reason) {
        return new ApproveInvoice(ID, version, null, reason);
    }

    static Decision rejection(long version) {
        return new RejectInvoice(ID, version, ReasonCode.WRONG_AMOUNTS, null);
    }

    static Decision hold(long version) {
        return new PutInvoiceOnHold(ID, version, ReasonCode.DISPUTED, null);
    }

    static Decision reopening(long version) {
        return new ReopenInvoice(ID, version, ReasonCode.DECIDED_IN_ERROR, null);
    }

    static RequestedChange set(String path, String value) {
        return new SetTerm(TermPath.of(path), value);
    }

    static RequestedChange clear(String path) {
        return new ClearTerm(TermPath.of(path));
    }

    /** Field, value, field, value... */
    static RequestedChange addRow(String row, String... fields) {
        RowPath path = row(row);
        SequencedMap<TermPath, String> values = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            values.put(TermPath.of(path.field(fields[i])), fields[i + 1]);
        }
        return new AddRow(path, values);
    }

    static RequestedChange removeRow(String row) {
        return new RemoveRow(row(row));
    }

    static Misfit misfit(String path, Misfit.Kind kind) {
        return new Misfit(path, kind);
    }

    /** All kinds of decision, each made on {@code version}. */
    static List<Decision> everyDecision(long version) {
        return Arrays.asList(
                correction(version, set("due_date", "2026-08-01")),
                approval(version),
                rejection(version),
                hold(version),
                reopening(version));
    }

    private static RowPath row(String text) {
        return RowPath.parse(text).orElseThrow();
    }
}
