package io.countersign.platform.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Every way in which a request goes wrong is answered in one shape. */
@SpringBootTest(
        classes = StubService.class,
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = {
            "countersign.demo-users=true",
            "countersign.web.max-body-size=100KB",
            "server.tomcat.connection-timeout=1s"
        })
@Import(ProblemsOverHttpTest.Feature.class)
@ExtendWith(OutputCaptureExtension.class)
class ProblemsOverHttpTest {

    private static final String ANNA = Http.basic("anna");

    private final int port;
    private final Http http;

    ProblemsOverHttpTest(@LocalServerPort int port) {
        this.port = port;
        http = new Http(port);
    }

    record Wanted(int expectedVersion, String note, BigDecimal amountDue, Instant at, Kind kind, List<Inner> inner) {}

    record Inner(boolean ticked) {}

    enum Kind {
        HOLD
    }

    static final class NeverThatWay extends ProblemException {
        private static final long serialVersionUID = 1L;

        NeverThatWay() {
            super(HttpStatus.CONFLICT, "NEVER_THAT_WAY", "Not that way", "Try another.");
        }

        @Override
        public Map<String, Object> members() {
            return Map.of("changed_since", List.of(new Inner(true)), "amount", new BigDecimal("1E+3"));
        }

        @Override
        public HttpHeaders headers() {
            HttpHeaders headers = new HttpHeaders();
            headers.set("Retry-After", "7");
            return headers;
        }
    }

    @RestController
    static class Feature {
        @PostMapping(path = "/api/invoices/probe", consumes = MediaType.APPLICATION_JSON_VALUE)
        Wanted echo(@RequestBody Wanted wanted) {
            return wanted;
        }

        @GetMapping(path = "/api/invoices/probe/number", produces = MediaType.APPLICATION_JSON_VALUE)
        Map<String, Integer> number(@RequestParam int limit) {
            return Map.of("limit", limit);
        }

        @GetMapping("/api/invoices/probe/header")
        String header(@RequestHeader("Idempotency-Key") String key) {
            return key;
        }

        @GetMapping("/api/invoices/probe/failing/{how}")
        String fail(@PathVariable String how) throws Exception {
            throw FAILURES.get(how);
        }
    }

    // A pooled connection that broke, as it comes out of transaction, template and command bus.
    private static final Map<String, Exception> FAILURES = Map.ofEntries(
            Map.entry("resource", new DataAccessResourceFailureException("no")),
            Map.entry("connection", new CannotGetJdbcConnectionException("no", new SQLException("no"))),
            Map.entry("transaction", new CannotCreateTransactionException("no")),
            Map.entry("pool", new IllegalStateException(new SQLTransientConnectionException("no"))),
            Map.entry("rollback", new TransactionSystemException("JDBC rollback failed")),
            // Looks like a client that left.
            Map.entry("broken-pipe", new IllegalStateException(new SQLException("no", "08006", new EOFException()))),
            Map.entry("state-42P01", new IllegalStateException(new SQLException("no", "42P01"))),
            Map.entry("state-08006", new RuntimeException(new RuntimeException(new SQLException("no", "08006")))),
            Map.entry("state-57P01", new RuntimeException(new SQLException("no", "57P01"))),
            Map.entry("state-53300", new RuntimeException(new SQLException("no", "53300"))),
            Map.entry("state-25006", new RuntimeException(new SQLException("no", "25006"))),
            Map.entry("state-25P03", new RuntimeException(new SQLException("no", "25P03"))),
            Map.entry(
                    "unique", new RuntimeException(new SQLException("Key (iban)=(DE02 1203) already exists", "23505"))),
            Map.entry("surprise", new IllegalStateException("secret inside")),
            Map.entry("named", new NeverThatWay()),
            Map.entry("wrapped", new RuntimeException(new NeverThatWay())),
            Map.entry("role", new AccessDeniedException("no")));

    @Test
    void aBodyThatBreaksOffIsNoErrorOfOurs(CapturedOutput output) throws Exception {
        try (Socket socket = half()) {
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .satisfiesAnyOf(
                            answer -> assertThat(answer).isEmpty(),
                            answer -> assertThat(answer).startsWith("HTTP/1.1 400"));
        }
        assertThat(output).doesNotContain("Unforeseen", "EOFException");
    }

    @Test
    void aBodyThatDoesNotComeIsWaitedForNoLonger(CapturedOutput output) throws Exception {
        try (Socket socket = half()) {
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408")
                    .contains("REQUEST_TIMEOUT");
        }
        assertThat(output).doesNotContain("Unforeseen", "SocketTimeoutException");
    }

    private Socket half() throws IOException {
        Socket socket = new Socket("localhost", port);
        socket.getOutputStream().write("""
                POST /api/invoices/probe HTTP/1.1\r
                Host: localhost\r
                Authorization: %s\r
                Content-Type: application/json\r
                Content-Length: 1000\r
                \r
                {""".formatted(ANNA).getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private Http.Answer post(String body) throws Exception {
        return http.post("/api/invoices/probe", body, "Authorization", ANNA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/xml", "text/html", "application/json", "*/*"})
    void tellsItsHealthWhateverIsAskedFor(String accept) throws Exception {
        Http.Answer answer = http.get("/actuator/health", "Accept", accept);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
        assertThat(answer.json().path("status").asString()).isEqualTo("UP");
    }

    private Http.Answer get(String path, String... accept) throws Exception {
        return accept.length == 0
                ? http.get(path, "Authorization", ANNA)
                : http.get(path, "Authorization", ANNA, "Accept", accept[0]);
    }

    private static void isProblem(Http.Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.propertyNames().stream().limit(6))
                .containsExactly("type", "title", "status", "detail", "instance", "error_code");
        assertThat(problem.path("error_code").asString()).isEqualTo(code);
        assertThat(problem.path("type").asString())
                .isEqualTo(
                        "/problems/" + code.toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        assertThat(problem.path("status").asInt()).isEqualTo(status);
        assertThat(problem.path("title").asString()).isNotBlank();
        assertThat(problem.path("detail").asString()).isNotBlank();
    }

    @Test
    void readsAndWritesSnakeCasePlainAmountsAndInstants() throws Exception {
        Http.Answer answer = post("{\"expected_version\":5,\"note\":\"n\",\"amount_due\":\"1E+3\","
                + "\"at\":\"2026-11-21T11:42:00+01:00\",\"kind\":\"HOLD\",\"inner\":[{\"ticked\":true}]}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("{\"expected_version\":5,\"note\":\"n\",\"amount_due\":\"1000\","
                        + "\"at\":\"2026-11-21T10:42:00Z\",\"kind\":\"HOLD\",\"inner\":[{\"ticked\":true}]}");
    }

    static Stream<List<String>> malformedBodies() {
        return Stream.of(
                List.of("", "", ""),
                List.of("nonsense", "", "NOT_JSON"),
                List.of("{\"expected_version\":1", "", "NOT_JSON"),
                List.of("{\"expected_version\":1} {}", "", "WRONG_TYPE"),
                List.of("[]", "", "WRONG_TYPE"),
                List.of("{\"expected_version\":1,\"colour\":\"red\"}", "/colour", "UNKNOWN_FIELD"),
                List.of("{\"expected_version\":1,\"expectedVersion\":1}", "/expectedVersion", "UNKNOWN_FIELD"),
                List.of("{\"expected_version\":1,\"a/b~c\":1}", "/a~1b~0c", "UNKNOWN_FIELD"),
                List.of("{\"expected_version\":1,\"expected_version\":2}", "", "NOT_JSON"),
                List.of("{}", "/expected_version", "WRONG_TYPE"),
                List.of("{\"expected_version\":\"5\"}", "/expected_version", "WRONG_TYPE"),
                List.of("{\"expected_version\":1.0}", "/expected_version", "WRONG_TYPE"),
                List.of("{\"expected_version\":99999999999}", "/expected_version", "NOT_JSON"),
                List.of("{\"expected_version\":null}", "/expected_version", "WRONG_TYPE"),
                List.of("{\"expected_version\":1,\"note\":5}", "/note", "WRONG_TYPE"),
                List.of("{\"expected_version\":1,\"note\":true}", "/note", "WRONG_TYPE"),
                List.of("{\"expected_version\":1,\"amount_due\":\"12a\"}", "/amount_due", "WRONG_TYPE"),
                List.of("{\"expected_version\":1,\"amount_due\":\"\"}", "/amount_due", "WRONG_TYPE"),
                List.of("{\"expected_version\":1,\"at\":\"yesterday\"}", "/at", "WRONG_TYPE"),
                List.of("{\"expected_version\":1,\"kind\":0}", "/kind", "WRONG_TYPE"),
                List.of("{\"expected_version\":1,\"kind\":\"nap\"}", "/kind", "WRONG_TYPE"),
                List.of(
                        "{\"expected_version\":1,\"inner\":[{\"ticked\":true},{\"ticked\":\"true\"}]}",
                        "/inner/1/ticked",
                        "WRONG_TYPE"));
    }

    @ParameterizedTest
    @MethodSource("malformedBodies")
    void namesWhatIsWrongInABody(List<String> bodyPointerCode) throws Exception {
        Http.Answer answer = post(bodyPointerCode.get(0));
        isProblem(answer, 400, "MALFORMED_REQUEST");
        JsonNode flaw = answer.json().path("errors").path(0);
        assertThat(flaw.path("pointer").asString("")).as(answer.body()).isEqualTo(bodyPointerCode.get(1));
        assertThat(flaw.path("code").asString("")).as(answer.body()).isEqualTo(bodyPointerCode.get(2));
        assertThat(answer.body()).doesNotContain("Exception", "tools.jackson", "io.countersign");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/invoices/probe/number, limit",
        "/api/invoices/probe/number?limit=many, limit",
        "/api/invoices/probe/header, Idempotency-Key"
    })
    void namesTheParameterThatIsWrong(String path, String name) throws Exception {
        Http.Answer answer = get(path);
        isProblem(answer, 400, "MALFORMED_REQUEST");
        assertThat(answer.json().path("detail").asString()).contains(name);
    }

    @Test
    void answersUnknownAddresses() throws Exception {
        isProblem(get("/api/none"), 404, "NOT_FOUND");
        isProblem(http.post("/api/none", "{}", "Authorization", ANNA), 404, "NOT_FOUND");
        isProblem(http.get("/none"), 404, "NOT_FOUND");
    }

    @Test
    void answersAMethodThatIsNotThere() throws Exception {
        Http.Answer answer = get("/api/invoices/probe");
        isProblem(answer, 405, "METHOD_NOT_ALLOWED");
        assertThat(answer.header("Allow")).isEqualTo("POST");
    }

    @Test
    void answersInJsonEvenWhereSomethingElseWasWanted() throws Exception {
        assertThat(get("/api/invoices/probe/number?limit=1", "image/png").status())
                .isEqualTo(200);
        isProblem(get("/api/none", "image/png"), 404, "NOT_FOUND");
    }

    @Test
    void answersATypeOfBodyThatItCannotRead() throws Exception {
        isProblem(
                http.send(
                        "POST",
                        "/api/invoices/probe",
                        BodyPublishers.ofString("a,b"),
                        "Authorization",
                        ANNA,
                        "Content-Type",
                        "text/csv"),
                415,
                "UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void refusesABodyOverTheLimitByItsAnnouncedLength() throws Exception {
        Http.Answer answer = post("{\"note\":\"" + "x".repeat(200_000) + "\"}");
        isProblem(answer, 413, "PAYLOAD_TOO_LARGE");
        assertThat(answer.json().path("detail").asString()).contains("102400 bytes");
    }

    @Test
    void refusesABodyThatNestsWithoutEnd() throws Exception {
        Http.Answer answer = post("{\"inner\":" + "[".repeat(40_000));
        isProblem(answer, 400, "MALFORMED_REQUEST");
        assertThat(answer.body()).doesNotContain("Exception", "tools.jackson");
    }

    @Test
    void refusesHeadersOverTheirLimit() throws Exception {
        String answer = raw("GET /api/me HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + "x".repeat(100_000)
                + "\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "MALFORMED_REQUEST")
                .doesNotContain("Exception", "xxxx");
    }

    @Test
    void refusesABodyOverTheLimitThatAnnouncedNoLength() throws Exception {
        byte[] body = ("{\"note\":\"" + "x".repeat(200_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        isProblem(
                http.send(
                        "POST",
                        "/api/invoices/probe",
                        BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)),
                        "Authorization",
                        ANNA,
                        "Content-Type",
                        "application/json"),
                413,
                "PAYLOAD_TOO_LARGE");
    }

    @Test
    void judgesWhoAsksBeforeHowMuchIsSent() throws Exception {
        assertThat(http.post("/api/invoices/probe", "x".repeat(200_000)).status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "resource",
        "connection",
        "transaction",
        "pool",
        "rollback",
        "broken-pipe",
        "state-42P01",
        "state-08006",
        "state-57P01",
        "state-53300",
        "state-25006",
        "state-25P03"
    })
    void saysThatTheStoreIsAwayWhereverThatShows(String how) throws Exception {
        Http.Answer answer = get("/api/invoices/probe/failing/" + how);
        isProblem(answer, 503, "STORE_UNAVAILABLE");
        assertThat(answer.header("Retry-After")).isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource({"unique", "surprise"})
    void hidesWhatNobodyForesawBehindAnId(String how) throws Exception {
        Http.Answer answer = get("/api/invoices/probe/failing/" + how);
        isProblem(answer, 500, "INTERNAL_ERROR");
        assertThat(answer.json().path("error_id").asString()).hasSize(36);
        assertThat(answer.body()).doesNotContain("secret inside", "Exception");
    }

    /** What a database says of an error quotes the row, and so the invoice. */
    @Test
    void logsOfAnErrorOfTheDatabaseItsStateAndPlaceButNoContent(CapturedOutput output) throws Exception {
        Http.Answer answer = get("/api/invoices/probe/failing/unique");
        assertThat(output)
                .contains(answer.json().path("error_id").asString())
                .contains("SQLSTATE 23505")
                .contains("at " + ProblemsOverHttpTest.class.getName())
                .doesNotContain("DE02 1203");
    }

    /** Parsers quote what they cannot read. */
    @Test
    void logsOfAnyErrorItsPlaceButNotItsWords(CapturedOutput output) throws Exception {
        Http.Answer answer = get("/api/invoices/probe/failing/surprise");
        assertThat(output)
                .contains(answer.json().path("error_id").asString())
                .contains("at " + ProblemsOverHttpTest.class.getName())
                .doesNotContain("secret inside");
    }

    @ParameterizedTest
    @CsvSource({"named", "wrapped"})
    void letsAFeatureNameItsOwnProblem(String how) throws Exception {
        Http.Answer answer = get("/api/invoices/probe/failing/" + how);
        isProblem(answer, 409, "NEVER_THAT_WAY");
        assertThat(answer.json().path("changed_since").toString()).isEqualTo("[{\"ticked\":true}]");
        assertThat(answer.json().path("amount").asString()).isEqualTo("1000");
        assertThat(answer.header("Retry-After")).isEqualTo("7");
    }

    @Test
    void answersARoleThatAFeatureMissed() throws Exception {
        isProblem(get("/api/invoices/probe/failing/role"), 403, "FORBIDDEN");
    }

    @ParameterizedTest
    @CsvSource({"/api//me", "/api/me;x=1", "/api/%2e%2e/me", "/api/{me}", "/api/%zz"})
    void answersAnAddressThatIsNotWellFormed(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 400").contains("application/problem+json", "MALFORMED_REQUEST");
    }

    // The client refuses to send these.
    private String raw(String request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
