package io.countersign.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;

/** The built UI is served from the class path, its one page for each of its routes. */
class BrowserPagesTest {

    @TempDir
    private static Path classes;

    private static ConfigurableApplicationContext context;
    private static Http http;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(classes.resolve("static/assets"));
        Files.writeString(classes.resolve("static/index.html"), "<title>Countersign</title>");
        Files.writeString(classes.resolve("static/assets/app-1a2b.js"), "// the app");
        ClassLoader withPages =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, BrowserPagesTest.class.getClassLoader());
        Thread.currentThread().setContextClassLoader(withPages);
        SpringApplication application = new SpringApplication(new DefaultResourceLoader(withPages), StubService.class);
        context = application.run("--server.port=0");
        http = new Http(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    @AfterAll
    static void stop() {
        context.close();
        Thread.currentThread().setContextClassLoader(BrowserPagesTest.class.getClassLoader());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/invoices/0193", "/audit", "/invoices/0193/history", "/signed-in"})
    void servesThePageForItsRoutes(String path) throws Exception {
        Http.Answer answer = http.get(path, "Accept", "text/html,*/*");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("<title>Countersign</title>");
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-cache");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/assets/app-1a2b.js", "/api/client-settings"})
    void guardsWhatIsOnlyLookedAtAsWhatIsFetched(String path) throws Exception {
        HttpHeaders fetched = http.get(path).response().headers();
        HttpHeaders lookedAt =
                http.send("HEAD", path, BodyPublishers.noBody()).response().headers();
        assertThat(fetched.map()).containsKey("content-security-policy");
        assertThat(lookedAt.map().keySet())
                .contains("content-security-policy", "x-frame-options", "x-content-type-options", "referrer-policy")
                .containsAll(fetched.map().keySet().stream()
                        .filter(name -> !name.equals("transfer-encoding"))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/assets/gone.js", "/favicon.png", "/oauth2/nothing", "/assets/nothing", "/ws/x"})
    void servesNoPageForWhatIsNoRoute(String path) throws Exception {
        assertThat(http.get(path, "Accept", "text/html").status()).isEqualTo(404);
    }

    @Test
    void servesNoPageToAProgram() throws Exception {
        assertThat(http.get("/invoices/0193", "Accept", "application/json").status())
                .isEqualTo(404);
    }

    @Test
    void letsFilesThatAreNamedByTheirContentBeKept() throws Exception {
        Http.Answer answer = http.get("/assets/app-1a2b.js");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Cache-Control")).isEqualTo("max-age=31536000, public, immutable");
    }
}
