package io.countersign.identity;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A browser with cookies that follows no redirect by itself, and the part of the UI that signs in. */
final class Browser {

    static final String VERIFIER = "a-verifier-of-at-least-forty-three-characters-for-pkce";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private final String base;

    Browser(String base) {
        this.base = base;
    }

    CookieManager cookies() {
        return cookies;
    }

    HttpResponse<String> get(String address, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(absolute(address));
        request.setHeader("Accept", "text/html,*/*;q=0.8");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String address, Map<String, String> form, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(absolute(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(form)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private URI absolute(String address) {
        return URI.create(base + "/").resolve(address);
    }

    static String encode(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** Where an answer sends the browser. */
    static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElseThrow(() -> new AssertionError(answer + answer.body()));
    }

    /** The query of an address. */
    static Map<String, String> query(String address) {
        Map<String, String> query = new HashMap<>();
        for (String pair : String.valueOf(URI.create(address).getRawQuery()).split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }

    /** The UI's request to sign in; more parameters replace its own, a blank one leaves it out. */
    String authorization(Map<String, String> more) throws Exception {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("response_type", "code");
        parameters.put("client_id", "countersign-web");
        parameters.put("redirect_uri", base + "/signed-in");
        parameters.put("scope", "openid profile");
        parameters.put("state", "state-1");
        parameters.put("nonce", "nonce-1");
        parameters.put("code_challenge_method", "S256");
        parameters.put(
                "code_challenge",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(MessageDigest.getInstance("SHA-256")
                                .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII))));
        parameters.putAll(more);
        parameters.values().removeIf(String::isBlank);
        return "/oauth2/authorize?" + encode(parameters);
    }

    /** Asks in a hidden frame whether there is a session; the query with which the issuer answers. */
    Map<String, String> askSilently() throws Exception {
        HttpResponse<String> answer =
                get(authorization(Map.of("prompt", "none", "redirect_uri", base + "/silent-renew")));
        return query(location(answer));
    }

    /** Fills in the page on which a person signs in; the issuer's answer to that. */
    HttpResponse<String> fillIn(String name, String password) throws Exception {
        Matcher csrf = CSRF.matcher(get("/login").body());
        if (!csrf.find()) {
            throw new AssertionError("The page holds no CSRF token");
        }
        return post("/login", Map.of("username", name, "password", password, "_csrf", csrf.group(1)));
    }

    /** Signs in as a person does, up to the address that the UI is called back at. */
    String signIn(String name, String password) throws Exception {
        String toPage = location(get(authorization(Map.of())));
        if (!absolute(toPage).getPath().equals("/login")) {
            throw new AssertionError("Sent to " + toPage);
        }
        String toIssuer = location(fillIn(name, password));
        return location(get(toIssuer));
    }

    /** Redeems a code as the UI does. */
    HttpResponse<String> redeem(String code, String redirectUri, String verifier) throws Exception {
        return post(
                "/oauth2/token",
                Map.of(
                        "grant_type",
                        "authorization_code",
                        "client_id",
                        "countersign-web",
                        "code",
                        code,
                        "redirect_uri",
                        redirectUri,
                        "code_verifier",
                        verifier));
    }

    /** Signs in and redeems the code: the token endpoint's answer. */
    JsonNode tokensFor(String name, String password) throws Exception {
        String code = query(signIn(name, password)).get("code");
        return json(redeem(String.valueOf(code), base + "/signed-in", VERIFIER));
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    /** What a token says. */
    static JsonNode claims(JsonNode token) {
        return JSON.readTree(Base64.getUrlDecoder().decode(token.asString().split("\\.", -1)[1]));
    }
}
