package io.countersign.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.platform.web.Http;
import io.countersign.platform.web.StubService;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Who may send what where, over HTTP, for each kind of address of the contract. */
@SpringBootTest(
        classes = StubService.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "countersign.demo-users=true")
@Import({AccessRulesTest.Everything.class, AccessRulesTest.Forgotten.class})
class AccessRulesTest {

    private static final Set<String> EVERYONE = Set.of("anna", "ben", "carol", "audrey", "otto");
    private static final Set<String> READERS = Set.of("anna", "ben", "carol", "audrey");
    private static final Set<String> REVIEWERS = Set.of("anna", "ben", "carol");
    private static final Set<String> APPROVERS = Set.of("ben", "carol");
    private static final Set<String> AUDITORS = Set.of("audrey");
    private static final Set<String> OPERATORS = Set.of("otto");

    private final Http http;

    AccessRulesTest(@LocalServerPort int port) {
        http = new Http(port);
    }

    /** Stands for every feature. */
    @RestController
    static class Everything {
        @RequestMapping({
            "/api/terms",
            "/api/reason-codes",
            "/api/invoices",
            "/api/invoices/**",
            "/api/hitl/**",
            "/api/decisions",
            "/api/mentions",
            "/api/audit/**",
            "/actuator/processors/**",
            "/ws"
        })
        String answer() {
            return "let in";
        }
    }

    /** What somebody forgot to make a rule for. */
    @RestController
    static class Forgotten {
        @RequestMapping({"/api/planted", "/planted"})
        String answer() {
            return "let in";
        }
    }

    private static Arguments rule(String method, String path, Set<String> allowed) {
        return Arguments.of(method, path, allowed);
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                rule("GET", "/api/me", EVERYONE),
                rule("GET", "/api/terms", EVERYONE),
                rule("GET", "/api/reason-codes", EVERYONE),
                rule("GET", "/api/invoices", READERS),
                rule("HEAD", "/api/invoices", READERS),
                rule("GET", "/api/invoices/1", READERS),
                rule("GET", "/api/invoices/1/source", READERS),
                rule("GET", "/api/invoices/1/comments", READERS),
                rule("GET", "/api/mentions", READERS),
                rule("GET", "/api/invoices/1/history", READERS),
                rule("GET", "/api/invoices/1/versions/0", READERS),
                rule("GET", "/api/invoices/1/diff", READERS),
                rule("GET", "/api/hitl/invoice/1", READERS),
                rule("POST", "/api/invoices", REVIEWERS),
                rule("POST", "/api/invoices/1/corrections", REVIEWERS),
                rule("POST", "/api/invoices/1/corrections/preview", REVIEWERS),
                rule("POST", "/api/invoices/1/rejection", REVIEWERS),
                rule("POST", "/api/invoices/1/hold", REVIEWERS),
                rule("POST", "/api/invoices/1/reopening", REVIEWERS),
                rule("POST", "/api/invoices/1/comments", REVIEWERS),
                rule("PUT", "/api/invoices/1/claim", REVIEWERS),
                rule("DELETE", "/api/invoices/1/claim", REVIEWERS),
                rule("POST", "/api/hitl/invoice/validate", REVIEWERS),
                rule("POST", "/api/decisions", REVIEWERS),
                rule("POST", "/api/invoices/1/approval", APPROVERS),
                rule("GET", "/api/audit/events", AUDITORS),
                rule("GET", "/api/audit/export", AUDITORS),
                rule("POST", "/api/audit/verifications", AUDITORS),
                rule("POST", "/api/audit/checkpoints", AUDITORS),
                rule("GET", "/actuator/processors", OPERATORS),
                rule("POST", "/actuator/processors/review-queue/rebuild", OPERATORS),
                rule("DELETE", "/actuator/processors/review-queue/dead-letters/1", OPERATORS));
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @MethodSource("rules")
    void letsInWhoHasTheRoleAndNobodyElse(String method, String path, Set<String> allowed) throws Exception {
        for (DemoUsers.DemoUser user : DemoUsers.all()) {
            Http.Answer answer =
                    http.send(method, path, BodyPublishers.noBody(), "Authorization", Http.basic(user.name()));
            assertThat(answer.status())
                    .as("%s %s as %s", method, path, user.name())
                    .isEqualTo(allowed.contains(user.name()) ? 200 : 403);
        }
        assertThat(http.send(method, path, BodyPublishers.noBody()).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/health", "/actuator/health/liveness", "/api/client-settings", "/ws"})
    void asksNobodyForCredentialsHere(String path) throws Exception {
        // Liveness is 404 without probes; what matters is that it is not refused.
        assertThat(http.get(path).status()).isIn(200, 404);
    }

    @Test
    void demoUsersHaveTheRolesOfTheContract() throws Exception {
        List<String> seen = DemoUsers.all().stream()
                .map(user -> {
                    try {
                        return http.get("/api/me", "Authorization", Http.basic(user.name()))
                                .body();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();
        assertThat(seen)
                .containsExactly(
                        "{\"user\":\"anna\",\"roles\":[\"reviewer\"]}",
                        "{\"user\":\"ben\",\"roles\":[\"reviewer\",\"approver\"]}",
                        "{\"user\":\"carol\",\"roles\":[\"reviewer\",\"approver\"]}",
                        "{\"user\":\"audrey\",\"roles\":[\"auditor\"]}",
                        "{\"user\":\"otto\",\"roles\":[\"operator\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/planted", "/planted"})
    void anEndpointWithoutARuleIsForNobody(String path) throws Exception {
        for (DemoUsers.DemoUser user : DemoUsers.all()) {
            assertThat(http.get(path, "Authorization", Http.basic(user.name())).status())
                    .as(user.name())
                    .isEqualTo(403);
        }
        assertThat(http.get(path).status()).isEqualTo(401);
    }

    @Test
    void unknownAddressesOfTheApiAreNotFoundOnceSignedIn() throws Exception {
        assertThat(http.get("/api/nothing-here").status()).isEqualTo(401);
        Http.Answer answer = http.get("/api/nothing-here", "Authorization", Http.basic("anna"));
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("error_code").asString()).isEqualTo("NOT_FOUND");
    }
}
