package io.countersign.command.platform;

import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A way to take a decision.
 *
 * @param name last segment of its path
 * @param event what it is stored as
 * @param body what it needs beside the expected version
 */
record Endpoint(String name, String event, Map<String, Object> body) {

    static final Endpoint CORRECTIONS =
            new Endpoint("corrections", "InvoiceCorrected", Map.of("changes", Map.of("due_date", "2026-08-01")));
    static final Endpoint APPROVAL = new Endpoint("approval", "InvoiceApproved", Map.of());
    static final Endpoint REJECTION =
            new Endpoint("rejection", "InvoiceRejected", Map.of("reason_code", "wrong_amounts"));
    static final Endpoint HOLD = new Endpoint("hold", "InvoicePutOnHold", Map.of("reason_code", "disputed"));
    static final Endpoint REOPENING =
            new Endpoint("reopening", "InvoiceReopened", Map.of("reason_code", "decided_in_error"));

    static final List<Endpoint> ALL = List.of(CORRECTIONS, APPROVAL, REJECTION, HOLD, REOPENING);

    /** An invoice on which this decision is allowed: an open one at version 0, or for reopening one on hold. */
    String invoice(Http http) {
        String invoiceId = http.receiveInvoice();
        if (equals(REOPENING)) {
            HOLD.post(http, invoiceId, 0);
        }
        return invoiceId;
    }

    /** The version of {@link #invoice}. */
    long version() {
        return equals(REOPENING) ? 1 : 0;
    }

    String path(String invoiceId) {
        return "/api/invoices/%s/%s".formatted(invoiceId, name);
    }

    Answer post(Http http, String invoiceId, @Nullable Object expectedReviewVersion) {
        return post(http, invoiceId, expectedReviewVersion, Map.of(), Map.of());
    }

    Answer post(
            Http http,
            String invoiceId,
            @Nullable Object expectedReviewVersion,
            Map<String, ?> more,
            Map<String, String> headers) {
        Map<String, Object> whole = new HashMap<>(body);
        if (expectedReviewVersion != null) {
            whole.put("expected_review_version", expectedReviewVersion);
        }
        whole.putAll(more);
        return http.post(path(invoiceId), whole, headers);
    }

    @Override
    public String toString() {
        return name;
    }
}
