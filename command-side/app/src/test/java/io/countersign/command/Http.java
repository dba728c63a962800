package io.countersign.command;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests of one user to one node. */
public record Http(String url, String user) {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    /** Status and body of an answer. */
    public record Answer(int status, JsonNode body) {}

    /** Posts JSON. */
    public Answer post(String path, Object body) {
        return post(path, body, Map.of());
    }

    /** Posts JSON with headers. */
    public Answer post(String path, Object body, Map<String, String> headers) {
        return send(path, "application/json", JSON.writeValueAsBytes(body), headers);
    }

    /** Posts any body. */
    public Answer send(String path, String contentType, byte[] body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(), JSON.readTree(response.body().isEmpty() ? "{}" : response.body()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Receives a small invoice with this number and answers with its id. */
    public String receiveInvoice(String number) {
        Answer answer = send("/api/invoices", "application/xml", Documents.ubl(number), Map.of());
        if (answer.status() != 201) {
            throw new AssertionError("Not received: " + answer);
        }
        return answer.body().required("invoice_id").stringValue();
    }
}
