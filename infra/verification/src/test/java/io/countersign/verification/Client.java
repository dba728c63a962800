package io.countersign.verification;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody's script: HTTP with the password of a demo user. */
public final class Client {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private final URI base;
    private final String authorization;

    private Client(URI base, String user) {
        this.base = base;
        this.authorization = "Basic " + Base64.getEncoder().encodeToString((user + ":demo").getBytes(UTF_8));
    }

    /** A client of that user. */
    public static Client of(URI base, String user) {
        return new Client(base, user);
    }

    /** What came back: a status, a body of JSON, null where there was none, and headers. */
    public record Answer(int status, JsonNode body, HttpHeaders headers) {

        /** The review's version in the body. */
        public int reviewVersion() {
            return body.get("review_version").asInt();
        }

        /** Whether it says that the service cannot answer just now, and when to ask again. */
        public boolean saysAskAgain() {
            return status == 503 && headers.firstValue("Retry-After").isPresent();
        }
    }

    /** Asks. */
    public Answer get(String path) throws IOException {
        return send(request(path).GET());
    }

    /** The body of an answer as it is. */
    public String getText(String path) throws IOException {
        try {
            // The description of the API is made when it is first asked for.
            return HTTP.send(
                            request(path).timeout(Duration.ofMinutes(1)).GET().build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Sends JSON. */
    public Answer post(String path, Map<String, ?> body) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Sends JSON under a name that makes a repetition harmless. */
    public Answer post(String path, Map<String, ?> body, UUID idempotencyKey) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey.toString())
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /**
     * Sends JSON and hangs up before the answer is read.
     *
     * @param untilAnswered whether to wait until an answer begins: then the service has surely decided
     */
    public void postAndHangUp(String path, Map<String, ?> body, UUID idempotencyKey, boolean untilAnswered)
            throws IOException {
        byte[] content = JSON.writeValueAsBytes(body);
        String head = String.join(
                "\r\n",
                "POST " + path + " HTTP/1.1",
                "Host: " + base.getAuthority(),
                "Authorization: " + authorization,
                "Idempotency-Key: " + idempotencyKey,
                "Content-Type: application/json",
                "Content-Length: " + content.length,
                "",
                "");
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(UTF_8));
            out.write(content);
            out.flush();
            if (untilAnswered) {
                socket.setSoTimeout(10_000);
                socket.getInputStream().read();
            }
        }
    }

    /** Puts JSON. */
    public Answer put(String path, Map<String, ?> body) throws IOException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    /** Takes away. */
    public Answer delete(String path) throws IOException {
        return send(request(path).DELETE());
    }

    /** Hands in a document and gives the id of the invoice that it became. */
    public String receive(String document) {
        try {
            Answer answer = send(request("/api/invoices")
                    .header("Content-Type", "application/xml")
                    .POST(HttpRequest.BodyPublishers.ofString(document)));
            if (answer.status() != 201) {
                throw new AssertionError("Not received: " + answer);
            }
            return answer.body().get("invoice_id").asString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Saves a correction that was made on a version. */
    public Answer correct(String invoiceId, int expectedReviewVersion, Map<String, String> changes) throws IOException {
        return post(
                "/api/invoices/" + invoiceId + "/corrections",
                Map.of("expected_review_version", expectedReviewVersion, "changes", changes));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path))
                .header("Authorization", authorization)
                .timeout(Duration.ofSeconds(10));
    }

    private static Answer send(HttpRequest.Builder request) throws IOException {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.body().isBlank() ? JSON.nullNode() : JSON.readTree(response.body()),
                    response.headers());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException(e);
    }
}
