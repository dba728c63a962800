package io.countersign.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Requests to one node.
 *
 * @param user who signs in, {@code null} where nobody does
 */
public record Http(String url, @Nullable String user) {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final JsonMapper JSON = new JsonMapper();
    private static final AtomicLong NUMBERS = new AtomicLong();

    /** Status and body of an answer. */
    public record Answer(int status, JsonNode body, HttpHeaders headers) {

        /** A text member of the body. */
        public String text(String member) {
            return body.required(member).stringValue();
        }

        /** A whole number of the body. */
        public long number(String member) {
            return body.required(member).longValue();
        }
    }

    /** The same node, asked by somebody else. */
    public Http as(@Nullable String somebody) {
        return new Http(url, somebody);
    }

    /** The headers that name a decision. */
    public static Map<String, String> key(UUID key) {
        return Map.of("Idempotency-Key", key.toString());
    }

    /** Corrects terms: path, value, path, value... */
    public Answer correct(String invoiceId, long version, @Nullable String... changes) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < changes.length; i += 2) {
            values.put(String.valueOf(changes[i]), changes[i + 1]);
        }
        return post(
                "/api/invoices/" + invoiceId + "/corrections",
                Map.of("expected_review_version", version, "changes", values));
    }

    /** Approves. */
    public Answer approve(String invoiceId, long version) {
        return post("/api/invoices/" + invoiceId + "/approval", Map.of("expected_review_version", version));
    }

    /** Posts JSON. */
    public Answer post(String path, Object body) {
        return post(path, body, Map.of());
    }

    /** Posts JSON with headers. */
    public Answer post(String path, Object body, Map<String, String> headers) {
        return send(path, "application/json", JSON.writeValueAsBytes(body), headers);
    }

    /** Posts this text as JSON, whether it is or not. */
    public Answer postText(String path, String json) {
        return send(path, "application/json", json.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** Puts JSON. */
    public Answer put(String path, Object body) {
        return send("PUT", path, "application/json", JSON.writeValueAsBytes(body), Map.of());
    }

    /** Puts without a body. */
    public Answer putNothing(String path) {
        return send("PUT", path, "application/json", new byte[0], Map.of());
    }

    /** Deletes. */
    public Answer delete(String path) {
        return send("DELETE", path, "application/json", new byte[0], Map.of());
    }

    /** Posts any body. */
    public Answer send(String path, String contentType, byte[] body, Map<String, String> headers) {
        return send("POST", path, contentType, body, headers);
    }

    private Answer send(String method, String path, String contentType, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", contentType)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        if (user != null) {
            String credentials = user + ":demo";
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    JSON.readTree(response.body().isEmpty() ? "{}" : response.body()),
                    response.headers());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Receives a small invoice that is like no other and answers with its id. */
    public String receiveInvoice() {
        return receiveInvoice("T-" + System.nanoTime() + "-" + NUMBERS.incrementAndGet());
    }

    /** Receives a small invoice with this number and answers with its id. */
    public String receiveInvoice(String number) {
        Answer answer = send("/api/invoices", "application/xml", Documents.ubl(number), Map.of());
        if (answer.status() != 201) {
            throw new AssertionError("Not received: " + answer);
        }
        return answer.text("invoice_id");
    }
}
