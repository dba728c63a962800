package io.countersign.verification.compose;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.verification.Documents;
import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody with an account at the stack's issuer, signed in as a browser signs in: authorization code and PKCE. */
final class Person {

    static final JsonMapper JSON = JsonMapper.shared();

    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");
    private static final String VERIFIER = UUID.randomUUID().toString() + UUID.randomUUID();
    /** Well within a token's lifetime of five minutes. */
    private static final Duration RENEWED_AFTER = Duration.ofMinutes(3);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String name;
    private String token = "";
    private Instant renewedFrom = Instant.MIN;

    /** Somebody who was added under that name, with the password that the script gives everybody. */
    Person(String name) {
        this.name = name;
    }

    /** The value of an {@code Authorization} header. */
    synchronized String authorization() {
        if (Instant.now().isAfter(renewedFrom)) {
            token = signIn();
            renewedFrom = Instant.now().plus(RENEWED_AFTER);
        }
        return "Bearer " + token;
    }

    HttpResponse<String> get(String path, String... headers) throws IOException {
        return send(withHeaders(request(path), headers).GET());
    }

    HttpResponse<String> post(String path, Map<String, ?> body, String... headers) throws IOException {
        return send(withHeaders(request(path), headers)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(JSON.writeValueAsString(body))));
    }

    HttpResponse<String> correct(String invoice, int version, Map<String, String> changes, UUID decision)
            throws IOException {
        return post(
                "/api/invoices/" + invoice + "/corrections",
                Map.of("expected_review_version", version, "changes", changes),
                "Idempotency-Key",
                decision.toString());
    }

    /** Hands in an invoice and gives its id. */
    String receive(String number) throws IOException {
        HttpResponse<String> answer = send(request("/api/invoices")
                .header("Content-Type", "application/xml")
                .POST(BodyPublishers.ofString(Documents.ubl(number))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer).get("invoice_id").asString();
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(Stack.url().resolve(path))
                .header("Authorization", authorization())
                .timeout(Duration.ofSeconds(30));
    }

    private static HttpRequest.Builder withHeaders(HttpRequest.Builder request, String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }

    private String signIn() {
        try {
            String url = Stack.url().toString();
            String answer = location(page("/oauth2/authorize?"
                    + form(Map.of(
                            "response_type", "code",
                            "client_id", "countersign-web",
                            "redirect_uri", url + "/signed-in",
                            "scope", "openid profile",
                            "state", "here",
                            "code_challenge_method", "S256",
                            "code_challenge", challenge()))));
            if (URI.create(answer).getPath().equals("/login")) {
                answer = location(
                        page(location(submit("/login", password(page(answer).body())))));
            }
            Matcher code = CODE.matcher(answer);
            assertThat(code.find()).as("a code in " + answer).isTrue();
            HttpResponse<String> tokens = submit(
                    "/oauth2/token",
                    Map.of(
                            "grant_type",
                            "authorization_code",
                            "client_id",
                            "countersign-web",
                            "code",
                            code.group(1),
                            "redirect_uri",
                            url + "/signed-in",
                            "code_verifier",
                            VERIFIER));
            assertThat(tokens.statusCode()).as(tokens.body()).isEqualTo(200);
            return json(tokens).get("access_token").asString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Map<String, String> password(String form) {
        Matcher csrf = CSRF.matcher(form);
        assertThat(csrf.find()).as("a form in " + form).isTrue();
        return Map.of("username", name, "password", System.getProperty("compose.password", ""), "_csrf", csrf.group(1));
    }

    private HttpResponse<String> page(String address) throws IOException {
        return send(HttpRequest.newBuilder(Stack.url().resolve(address)).header("Accept", "text/html"));
    }

    private HttpResponse<String> submit(String path, Map<String, String> form) throws IOException {
        return send(HttpRequest.newBuilder(Stack.url().resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(form))));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String location(HttpResponse<String> answer) {
        String location = answer.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError(answer + ": " + answer.body()));
        assertThat(
                        URI.create(location).isAbsolute()
                                ? location
                                : Stack.url().resolve(location).toString())
                .as("where %s leads", answer)
                .startsWith(Stack.url().toString());
        return location;
    }

    private static String form(Map<String, String> values) {
        return values.entrySet().stream()
                .map(value -> value.getKey() + "=" + URLEncoder.encode(value.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
