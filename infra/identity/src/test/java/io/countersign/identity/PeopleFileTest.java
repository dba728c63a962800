package io.countersign.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** People from a file, with passwords that only their owners know: how a company runs the issuer. */
class PeopleFileTest {

    @TempDir
    private Path folder;

    private final int port = IssuerBesideApi.freePort();
    private final Browser browser = new Browser("http://localhost:" + port);

    private ConfigurableApplicationContext start(String people) throws Exception {
        Path file = Files.writeString(folder.resolve("people.yaml"), people);
        return new SpringApplicationBuilder(IdentityApplication.class)
                .profiles("identity")
                .run(
                        "--server.port=" + port,
                        "--countersign.identity.data-dir=" + folder.resolve("keys"),
                        "--spring.config.import=file:" + file);
    }

    private static String encoded(String password) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        InputStream in = new ByteArrayInputStream(password.getBytes(StandardCharsets.UTF_8));
        EncodePassword.encode(in, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8).strip();
    }

    @Test
    void letsSomebodySignInWithAnEncodedPassword() throws Exception {
        String people = """
                countersign:
                  identity:
                    users:
                      - name: "dora"
                        password: "%s"
                        roles: [reviewer, approver]
                """.formatted(encoded("Grüße, Dora\n"));
        assertThat(people).contains("{bcrypt}").doesNotContain("Dora\"");
        try (ConfigurableApplicationContext _ = start(people)) {
            assertThat(Browser.claims(browser.tokensFor("dora", "Grüße, Dora").get("access_token"))
                            .get("roles"))
                    .extracting(role -> role.asString())
                    .containsExactly("reviewer", "approver");
            assertThat(Browser.location(browser.fillIn("dora", "Grüße, dora"))).endsWith("/login?error");
        }
    }

    @Test
    void startsWhereNobodyIsInTheFileYet() throws Exception {
        String nobody = """
                countersign:
                  identity:
                    users:
                """;
        try (ConfigurableApplicationContext _ = start(nobody)) {
            assertThat(Browser.location(browser.fillIn("dora", "x"))).endsWith("/login?error");
        }
    }

    @Test
    void encodesNoPasswordThatIsNotThere() {
        assertThatThrownBy(() -> encoded("\n")).hasMessageContaining("no password");
    }
}
