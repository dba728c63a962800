package io.countersign.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.security.crypto.password.Pbkdf2PasswordEncoder;
import tools.jackson.databind.JsonNode;

/** The browser's whole way, over HTTP, beside the API. */
class IssuerTest {

    @TempDir
    private static Path dataDir;

    private static IssuerBesideApi issuer;

    private Browser browser = new Browser("");

    @BeforeEach
    void openABrowser() {
        browser = new Browser(issuer.base());
    }

    @BeforeAll
    static void start() {
        issuer = IssuerBesideApi.start(
                IssuerBesideApi.freePort(),
                dataDir,
                "--countersign.identity.metrics-client-secret=s3cret",
                "--countersign.identity.users[0].name=zoe",
                // "correct horse"
                "--countersign.identity.users[0].password={pbkdf2@SpringSecurity_v5_8}" + PBKDF2,
                "--countersign.identity.users[0].roles=auditor");
    }

    private static final String PBKDF2 =
            Pbkdf2PasswordEncoder.defaultsForSpringSecurity_v5_8().encode("correct horse");

    @AfterAll
    static void stop() {
        issuer.close();
    }

    private HttpResponse<String> me(JsonNode tokens) throws Exception {
        return browser.get(
                "/api/me",
                "Authorization",
                "Bearer " + tokens.path("access_token").asString());
    }

    @Test
    void signsAPersonInWithCodeAndProofKey() throws Exception {
        JsonNode tokens = browser.tokensFor("ben", "demo");

        assertThat(tokens.path("expires_in").asInt()).isBetween(240, 300);
        assertThat(tokens.has("refresh_token")).isFalse();
        JsonNode access = Browser.claims(tokens.path("access_token"));
        assertThat(access.path("iss").asString()).isEqualTo(issuer.base());
        assertThat(access.path("preferred_username").asString()).isEqualTo("ben");
        assertThat(access.path("roles").toString()).isEqualTo("[\"reviewer\",\"approver\"]");
        JsonNode id = Browser.claims(tokens.path("id_token"));
        assertThat(id.path("preferred_username").asString()).isEqualTo("ben");
        assertThat(id.path("nonce").asString()).isEqualTo("nonce-1");
        assertThat(me(tokens).body()).isEqualTo("{\"user\":\"ben\",\"roles\":[\"reviewer\",\"approver\"]}");
    }

    @Test
    void meansATokenForTheClientThatAskedForIt(@TempDir Path folder) throws Exception {
        assertThat(Browser.claims(browser.tokensFor("anna", "demo").path("access_token"))
                        .path("aud")
                        .asString())
                .isEqualTo("countersign-web");
        for (var expected :
                Map.of("countersign-web,countersign-metrics", 200, "other", 401).entrySet()) {
            try (IssuerBesideApi narrowed = IssuerBesideApi.start(
                    IssuerBesideApi.freePort(),
                    folder,
                    "--spring.security.oauth2.resourceserver.jwt.audiences=" + expected.getKey())) {
                Browser there = new Browser(narrowed.base());
                String token =
                        there.tokensFor("anna", "demo").path("access_token").asString();
                assertThat(there.get("/api/me", "Authorization", "Bearer " + token)
                                .statusCode())
                        .isEqualTo(expected.getValue());
            }
        }
    }

    @Test
    void letsConfiguredPeopleInByTheirEncodedPassword() throws Exception {
        assertThat(me(browser.tokensFor("zoe", "correct horse")).body())
                .isEqualTo("{\"user\":\"zoe\",\"roles\":[\"auditor\"]}");
        assertThat(Browser.location(new Browser(issuer.base()).fillIn("zoe", "demo")))
                .endsWith("/login?error");
    }

    @Test
    void comesBackWithTheStateOfTheRequest() throws Exception {
        String calledBack = browser.signIn("anna", "demo");
        assertThat(calledBack).startsWith(issuer.base() + "/signed-in?");
        assertThat(Browser.query(calledBack)).containsEntry("state", "state-1").containsKey("code");
    }

    @Test
    void saysOnThePageThatThePasswordIsWrong() throws Exception {
        String back = Browser.location(browser.fillIn("anna", "wrong"));
        assertThat(browser.get(back).body()).contains("role=\"alert\"", "wrong");
        assertThat(browser.askSilently()).containsEntry("error", "login_required");
    }

    @Test
    void refusesAFormThatIsNotItsOwn() throws Exception {
        assertThat(browser.post("/login", Map.of("username", "anna", "password", "demo"))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void listsTheDemoUsersOnThePage() throws Exception {
        HttpResponse<String> page = browser.get("/login");
        assertThat(page.body())
                .contains("value=\"anna\"", "value=\"ben\"", "value=\"carol\"", "value=\"audrey\"", "value=\"otto\"")
                .doesNotContain("<script", "style=", "{base}", "{csrf}", "{demo}", "{notice}");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("default-src 'none'", "style-src 'self'", "frame-ancestors 'self'")
                // A form's redirect is held to this as well, and it leads back to the UI.
                .contains("form-action 'self' " + issuer.base());
        assertThat(browser.get("/identity/sign-in.css").statusCode()).isEqualTo(200);
    }

    @Test
    void answersAHiddenFrameWithoutAPage() throws Exception {
        assertThat(browser.askSilently())
                .containsEntry("error", "login_required")
                .containsEntry("state", "state-1");

        browser.signIn("anna", "demo");

        Map<String, String> answer = browser.askSilently();
        assertThat(answer).containsKey("code");
        JsonNode tokens = Browser.json(
                browser.redeem(String.valueOf(answer.get("code")), issuer.base() + "/silent-renew", Browser.VERIFIER));
        assertThat(me(tokens).body()).contains("anna");
    }

    @Test
    void mayBeFramedByItsOwnSiteOnly() throws Exception {
        HttpResponse<String> answer = browser.get(browser.authorization(Map.of("prompt", "none")));
        assertThat(answer.headers().firstValue("X-Frame-Options")).contains("SAMEORIGIN");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                .contains("frame-ancestors 'self'");
    }

    @Test
    void wantsAProofKey() throws Exception {
        browser.signIn("anna", "demo");
        String answer = Browser.location(
                browser.get(browser.authorization(Map.of("code_challenge", "", "code_challenge_method", ""))));
        assertThat(Browser.query(answer))
                .containsEntry("error", "invalid_request")
                .doesNotContainKey("code");
    }

    @Test
    void refusesACodeWithoutItsProofOrTwice() throws Exception {
        String stolen =
                String.valueOf(Browser.query(browser.signIn("anna", "demo")).get("code"));
        assertThat(browser.redeem(stolen, issuer.base() + "/signed-in", "x".repeat(50))
                        .statusCode())
                .isEqualTo(400);

        String used = String.valueOf(browser.askSilently().get("code"));
        assertThat(browser.redeem(used, issuer.base() + "/silent-renew", Browser.VERIFIER)
                        .statusCode())
                .isEqualTo(200);
        assertThat(browser.redeem(used, issuer.base() + "/silent-renew", Browser.VERIFIER)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void sendsNobodyToAnAddressThatIsNotTheClients() throws Exception {
        browser.signIn("anna", "demo");
        HttpResponse<String> answer =
                browser.get(browser.authorization(Map.of("redirect_uri", "https://evil.example/signed-in")));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Location")).isEmpty();
    }

    @Test
    void signsOutAndLeadsBack() throws Exception {
        JsonNode tokens = browser.tokensFor("anna", "demo");
        HttpResponse<String> out = browser.get("/connect/logout?"
                + Browser.encode(Map.of(
                        "id_token_hint",
                        tokens.path("id_token").asString(),
                        "post_logout_redirect_uri",
                        issuer.base() + "/")));
        assertThat(Browser.location(out)).isEqualTo(issuer.base() + "/");
        assertThat(browser.askSilently()).containsEntry("error", "login_required");
    }

    @Test
    void signsNobodyOutForSomebodyElseOrToSomewhereElse() throws Exception {
        JsonNode bens = new Browser(issuer.base()).tokensFor("ben", "demo");
        JsonNode annas = browser.tokensFor("anna", "demo");
        assertThat(browser.get("/connect/logout?"
                                + Browser.encode(Map.of(
                                        "id_token_hint", bens.path("id_token").asString())))
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.get("/connect/logout?" + Browser.encode(Map.of("id_token_hint", "a.b.c")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.get("/connect/logout?"
                                + Browser.encode(Map.of(
                                        "id_token_hint",
                                        annas.path("id_token").asString(),
                                        "post_logout_redirect_uri",
                                        "https://evil.example/")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(browser.askSilently()).containsKey("code");
    }

    @Test
    void itsSessionIsNoWayIntoTheApi() throws Exception {
        browser.signIn("anna", "demo");
        assertThat(browser.get("/api/me").statusCode()).isEqualTo(401);
    }

    @Test
    void givesMachinesTheRoleOfAnOperator() throws Exception {
        Map<String, String> form = Map.of(
                "grant_type", "client_credentials", "client_id", "countersign-metrics", "client_secret", "s3cret");
        assertThat(me(Browser.json(browser.post("/oauth2/token", form))).body())
                .isEqualTo("{\"user\":\"countersign-metrics\",\"roles\":[\"operator\"]}");
        Map<String, String> wrong = Map.of(
                "grant_type", "client_credentials", "client_id", "countersign-metrics", "client_secret", "other");
        assertThat(browser.post("/oauth2/token", wrong).statusCode()).isEqualTo(401);
    }

    @Test
    void leadsWhoTypedAnotherNameOfThisMachineToTheRightOne() throws Exception {
        String other = issuer.base().replace("localhost", "127.0.0.1");
        HttpResponse<String> page = browser.get(other + "/invoices/1?tab=history");
        assertThat(Browser.location(page)).isEqualTo(issuer.base() + "/invoices/1?tab=history");
        assertThat(browser.get(other + "/api/me", "Accept", "application/json").statusCode())
                .as("programs are answered where they ask")
                .isEqualTo(401);
        assertThat(browser.get("/login").statusCode()).isEqualTo(200);
    }

    @Test
    void publishesWhereEverythingIs() throws Exception {
        JsonNode published = Browser.json(browser.get("/.well-known/openid-configuration"));
        assertThat(published.path("issuer").asString()).isEqualTo(issuer.base());
        assertThat(published.path("end_session_endpoint").asString()).isEqualTo(issuer.base() + "/connect/logout");
        assertThat(Browser.json(browser.get("/oauth2/jwks"))
                        .path("keys")
                        .path(0)
                        .has("d"))
                .as("the private part stays here")
                .isFalse();
    }

    @Test
    void tellsTheBrowserAboutItself() throws Exception {
        assertThat(browser.get("/api/client-settings").body())
                .isEqualTo("{\"issuer\":\"" + issuer.base() + "\",\"client_id\":\"countersign-web\"}");
    }
}
