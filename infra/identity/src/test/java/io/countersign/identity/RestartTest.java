package io.countersign.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What a person notices when the issuer goes and comes back. */
class RestartTest {

    @TempDir
    private Path dataDir;

    private final int port = IssuerBesideApi.freePort();

    @Test
    void logsNobodyOut() throws Exception {
        Browser browser;
        JsonNode before;
        try (IssuerBesideApi issuer = IssuerBesideApi.start(port, dataDir)) {
            browser = new Browser(issuer.base());
            before = browser.tokensFor("anna", "demo");
        }
        try (IssuerBesideApi issuer = IssuerBesideApi.start(port, dataDir)) {
            HttpResponse<String> me = browser.get(
                    "/api/me",
                    "Authorization",
                    "Bearer " + before.path("access_token").asString());
            assertThat(me.statusCode()).as("a token from before").isEqualTo(200);

            assertThat(browser.askSilently()).as("a new one, without a page").containsKey("code");

            HttpResponse<String> out = browser.get("/connect/logout?"
                    + Browser.encode(Map.of(
                            "id_token_hint",
                            before.path("id_token").asString(),
                            "post_logout_redirect_uri",
                            issuer.base() + "/")));
            assertThat(Browser.location(out)).as("signing out").isEqualTo(issuer.base() + "/");
            assertThat(browser.askSilently()).containsEntry("error", "login_required");
        }
    }

    @Test
    void letsSomebodyGoOnWhoHadTheSignInPageOpen() throws Exception {
        Browser browser;
        String page;
        try (IssuerBesideApi issuer = IssuerBesideApi.start(port, dataDir)) {
            browser = new Browser(issuer.base());
            browser.get(browser.authorization(Map.of()));
            page = browser.get("/login").body();
        }
        try (IssuerBesideApi issuer = IssuerBesideApi.start(port, dataDir)) {
            String csrf = page.replaceAll("(?s).*?name=\"_csrf\" value=\"([^\"]+)\".*", "$1");
            String onwards = Browser.location(
                    browser.post("/login", Map.of("username", "anna", "password", "demo", "_csrf", csrf)));
            assertThat(Browser.location(browser.get(onwards))).startsWith(issuer.base() + "/signed-in?code=");
        }
    }

    @Test
    void withoutTheDataFolderEverybodySignsInAgain(@TempDir Path another) throws Exception {
        Browser browser;
        try (IssuerBesideApi issuer = IssuerBesideApi.start(port, dataDir)) {
            browser = new Browser(issuer.base());
            browser.signIn("anna", "demo");
        }
        try (IssuerBesideApi _ = IssuerBesideApi.start(port, another)) {
            assertThat(browser.askSilently()).containsEntry("error", "login_required");
        }
    }
}
