package io.countersign.command.platform;

import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A way to take a decision.
 *
 * @param name last segment of its path
 * @param kind its name in a batch
 * @param event what it is stored as
 * @param body what it needs beside the expected version
 */
record Endpoint(String name, String kind, String event, Map<String, Object> body) {

    static final Endpoint CORRECTIONS = new Endpoint(
            "corrections", "correction", "InvoiceCorrected", Map.of("changes", Map.of("due_date", "2026-08-01")));
    static final Endpoint FORCED_CORRECTIONS = new Endpoint(
            "corrections",
            "correction",
            "InvoiceCorrected",
            Map.of("changes", Map.of("due_date", "2026-08-01"), "force", Map.of("reason", "they called")));
    static final Endpoint APPROVAL = new Endpoint("approval", "approval", "InvoiceApproved", Map.of());
    static final Endpoint REJECTION =
            new Endpoint("rejection", "rejection", "InvoiceRejected", Map.of("reason_code", "wrong_amounts"));
    static final Endpoint HOLD = new Endpoint("hold", "hold", "InvoicePutOnHold", Map.of("reason_code", "disputed"));
    static final Endpoint REOPENING =
            new Endpoint("reopening", "reopening", "InvoiceReopened", Map.of("reason_code", "decided_in_error"));

    /** Those that a newer version refuses. */
    static final List<Endpoint> STRICT = List.of(CORRECTIONS, APPROVAL, REJECTION, HOLD, REOPENING);

    static final List<Endpoint> ALL =
            Stream.concat(STRICT.stream(), Stream.of(FORCED_CORRECTIONS)).toList();

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

    /** The same decision as it stands in a batch. */
    Map<String, Object> item(String invoiceId, @Nullable Object expectedReviewVersion, Map<String, ?> more) {
        Map<String, Object> item = new HashMap<>(body);
        item.put("kind", kind);
        item.put("invoice_id", invoiceId);
        if (expectedReviewVersion != null) {
            item.put("expected_review_version", expectedReviewVersion);
        }
        item.putAll(more);
        return item;
    }

    @Override
    public String toString() {
        return equals(FORCED_CORRECTIONS) ? "forced " + name : name;
    }
}
