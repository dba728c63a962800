package io.countersign.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The issuer in a process of its own, with the UI on another port. */
class StandAloneTest {

    private static final String UI = "http://localhost:5999";

    @TempDir
    private Path dataDir;

    private final int port = IssuerBesideApi.freePort();
    private final String base = "http://localhost:" + port;

    private ConfigurableApplicationContext start() {
        return new SpringApplicationBuilder(IdentityApplication.class)
                .profiles("identity")
                .run(
                        "--server.port=" + port,
                        "--countersign.identity.data-dir=" + dataDir,
                        "--countersign.identity.client-redirect-uris=%s/signed-in,%s/silent-renew".formatted(UI, UI));
    }

    private HttpResponse<String> preflight(String origin) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/oauth2/token"))
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .method("OPTIONS", BodyPublishers.noBody())
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }

    @Test
    void letsTheUisOriginAskForTokensAndNoOther() throws Exception {
        try (ConfigurableApplicationContext _ = start()) {
            HttpResponse<String> allowed = preflight(UI);
            assertThat(allowed.statusCode()).isEqualTo(200);
            assertThat(allowed.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(UI);

            HttpResponse<String> refused = preflight("https://evil.example");
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    @Test
    void knowsNoDemoUserUnlessAskedTo() throws Exception {
        try (ConfigurableApplicationContext _ = start()) {
            Browser browser = new Browser(base);
            assertThat(browser.get("/login").body()).doesNotContain("Demonstration", "anna");
            assertThat(Browser.location(browser.fillIn("anna", "demo"))).endsWith("/login?error");
        }
    }

    @Test
    void leadsBackToTheUi() throws Exception {
        try (ConfigurableApplicationContext _ = start()) {
            Browser browser = new Browser(base);
            Map<String, String> answer = Browser.query(Browser.location(browser.get(
                    browser.authorization(Map.of("prompt", "none", "redirect_uri", UI + "/silent-renew")))));
            assertThat(answer).containsEntry("error", "login_required");
            assertThat(browser.get("/login")
                            .headers()
                            .firstValue("Content-Security-Policy")
                            .orElse(""))
                    .contains("form-action 'self' " + UI);
        }
    }

    @Test
    void saysThatItIsUp() throws Exception {
        try (ConfigurableApplicationContext _ = start()) {
            assertThat(new Browser(base).get("/actuator/health").statusCode()).isEqualTo(200);
        }
    }
}
