package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import io.countersign.command.Store;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each way to take a decision answers, whatever the decision. */
@ExtendWith(SharedNodes.class)
class DecisionEndpointsTest {

    private final CommandSide node;
    private final Http ben;

    DecisionEndpointsTest(CommandSide node) {
        this.node = node;
        this.ben = node.as("ben");
    }

    static List<Endpoint> endpoints() {
        return Endpoint.ALL;
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void acceptsADecisionMadeOnTheCurrentVersion(Endpoint endpoint) {
        String invoiceId = endpoint.invoice(ben);
        UUID key = UUID.randomUUID();

        Answer answer = endpoint.post(ben, invoiceId, endpoint.version(), Map.of(), Http.key(key));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().toString())
                .isEqualTo(
                        "{\"invoice_id\":\"%s\",\"review_version\":%d}".formatted(invoiceId, endpoint.version() + 1));
        Store.Event event = node.store().newest(invoiceId);
        assertThat(event.version()).isEqualTo(endpoint.version() + 1);
        assertThat(event.type()).isEqualTo(endpoint.event());
        assertThat(event.revision()).isEqualTo("1");
        assertThat(event.metadata()).isEqualTo("{\"actor\":\"ben\",\"command_id\":\"%s\"}".formatted(key));
    }

    static List<Endpoint> strictEndpoints() {
        return Endpoint.STRICT;
    }

    @ParameterizedTest
    @MethodSource("strictEndpoints")
    void rejectsADecisionMadeOnAStaleVersion(Endpoint endpoint) {
        String invoiceId = endpoint.invoice(ben);
        endpoint.post(ben, invoiceId, endpoint.version());

        Answer answer = endpoint.post(ben, invoiceId, endpoint.version());

        assertStale(answer, endpoint.version(), endpoint.version() + 1);
        assertThat(answer.body().required("changed_since")).hasSize(1);
        assertThat(node.store().version(invoiceId)).isEqualTo(endpoint.version() + 1);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void rejectsADecisionMadeOnAVersionThatDoesNotExistYet(Endpoint endpoint) {
        String invoiceId = endpoint.invoice(ben);

        Answer answer = endpoint.post(ben, invoiceId, endpoint.version() + 1);

        assertStale(answer, endpoint.version() + 1, endpoint.version());
        assertThat(answer.body().required("changed_since")).isEmpty();
        assertThat(answer.body().required("changed_since_truncated").booleanValue())
                .isFalse();
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void demandsTheVersionThatThePersonSaw(Endpoint endpoint) {
        String invoiceId = endpoint.invoice(ben);

        Map<String, @Nullable Object> none = Collections.singletonMap("expected_review_version", null);

        assertProblem(endpoint.post(ben, invoiceId, null), 428, "EXPECTED_VERSION_REQUIRED");
        assertProblem(endpoint.post(ben, invoiceId, null, none, Map.of()), 428, "EXPECTED_VERSION_REQUIRED");
        assertThat(node.store().version(invoiceId)).isEqualTo(endpoint.version());
    }

    static Stream<Arguments> versionsThatAreNone() {
        return Endpoint.ALL.stream()
                .flatMap(endpoint -> Stream.of(
                                "0",
                                "",
                                true,
                                new BigDecimal("0.0"),
                                new BigDecimal("0.5"),
                                -1,
                                new BigInteger("9223372036854775808"),
                                List.of(0),
                                Map.of())
                        .map(version -> Arguments.of(endpoint, version)));
    }

    @ParameterizedTest
    @MethodSource("versionsThatAreNone")
    void refusesAVersionThatIsNoWholeNumber(Endpoint endpoint, Object version) {
        String invoiceId = node.anna().receiveInvoice();

        Answer answer = endpoint.post(ben, invoiceId, version);

        assertProblem(answer, 400, "MALFORMED_REQUEST");
        assertThat(node.store().version(invoiceId)).isZero();
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void knowsNoInvoiceByAnIdThatNobodyGave(Endpoint endpoint) {
        for (String invoiceId : List.of("01930000-0000-7000-8000-000000000000", "17", "%F0%9F%8D%AB", "attempts")) {
            assertProblem(endpoint.post(ben, invoiceId, 0), 404, "INVOICE_NOT_FOUND");
        }
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void takesTheIdInUpperCaseToo(Endpoint endpoint) {
        String invoiceId = endpoint.invoice(ben);

        Answer answer = endpoint.post(ben, invoiceId.toUpperCase(Locale.ROOT), endpoint.version());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("invoice_id")).isEqualTo(invoiceId);
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void asksWhoIsThere(Endpoint endpoint) {
        assertProblem(endpoint.post(node.as(null), UUID.randomUUID().toString(), 0), 401, "UNAUTHENTICATED");
        assertProblem(endpoint.post(node.as("mallory"), UUID.randomUUID().toString(), 0), 401, "UNAUTHENTICATED");
    }

    static Stream<Arguments> whoMayNot() {
        return Endpoint.ALL.stream()
                .flatMap(endpoint -> (List.of(Endpoint.APPROVAL, Endpoint.FORCED_CORRECTIONS)
                                        .contains(endpoint)
                                ? Stream.of("anna", "audrey", "otto")
                                : Stream.of("audrey", "otto"))
                        .map(user -> Arguments.of(endpoint, user)));
    }

    @ParameterizedTest
    @MethodSource("whoMayNot")
    void isForbiddenToOtherRoles(Endpoint endpoint, String user) {
        String invoiceId = endpoint.invoice(ben);

        assertProblem(endpoint.post(node.as(user), invoiceId, endpoint.version()), 403, "FORBIDDEN");
        assertThat(node.store().version(invoiceId)).isEqualTo(endpoint.version());
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void refusesAFieldThatItDoesNotKnow(Endpoint endpoint) {
        String invoiceId = endpoint.invoice(ben);

        Answer answer = endpoint.post(ben, invoiceId, endpoint.version(), Map.of("actor", "carol"), Map.of());

        assertProblem(answer, 400, "MALFORMED_REQUEST");
        assertThat(answer.body().at("/errors/0/pointer").stringValue()).isEqualTo("/actor");
        assertThat(answer.body().at("/errors/0/code").stringValue()).isEqualTo("UNKNOWN_FIELD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"x\"",
                "{",
                "{\"expected_review_version\":0} {}",
                "{\"expected_review_version\":0,\"expected_review_version\":1}",
                "{'expected_review_version':0}",
                "{\"expected_review_version\":NaN}"
            })
    void refusesABodyThatIsNoJsonObject(String body) {
        String invoiceId = node.anna().receiveInvoice();

        for (Endpoint endpoint : Endpoint.ALL) {
            assertProblem(ben.postText(endpoint.path(invoiceId), body), 400, "MALFORMED_REQUEST");
        }
        assertThat(node.store().version(invoiceId)).isZero();
    }

    @Test
    void takesNothingButJson() {
        String invoiceId = node.anna().receiveInvoice();

        Answer answer = ben.send(
                Endpoint.APPROVAL.path(invoiceId), "application/x-www-form-urlencoded", new byte[] {'a'}, Map.of());

        assertThat(answer.status()).isEqualTo(415);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }

    /** Endpoint, field for words, whether a reason code is needed. */
    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of(Endpoint.CORRECTIONS, "note"),
                Arguments.of(Endpoint.FORCED_CORRECTIONS, "note"),
                Arguments.of(Endpoint.APPROVAL, "note"),
                Arguments.of(Endpoint.APPROVAL, "reason"),
                Arguments.of(Endpoint.REJECTION, "reason"),
                Arguments.of(Endpoint.HOLD, "reason"),
                Arguments.of(Endpoint.REOPENING, "reason"));
    }

    @ParameterizedTest
    @MethodSource("words")
    void keepsWhatThePersonWrote(Endpoint endpoint, String field) {
        String invoiceId = endpoint.invoice(ben);
        String written = "Müßte\tstimmen 🍫\n\"quoted\" \\ 日本";

        Answer answer =
                endpoint.post(ben, invoiceId, endpoint.version(), Map.of(field, "  " + written + " \n"), Map.of());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(node.store().newest(invoiceId).json().required(field).stringValue())
                .isEqualTo(written);
    }

    @ParameterizedTest
    @MethodSource("words")
    void takesNoWordsForNone(Endpoint endpoint, String field) {
        String invoiceId = endpoint.invoice(ben);

        Answer answer = endpoint.post(ben, invoiceId, endpoint.version(), Map.of(field, " \n "), Map.of());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(node.store().newest(invoiceId).json().has(field)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("words")
    void refusesWordsThatCannotBeKept(Endpoint endpoint, String field) {
        String invoiceId = endpoint.invoice(ben);

        for (String words : List.of("x".repeat(10_001), "a\u0000b", "a\u0007b", "a\ufffeb")) {
            Answer answer = endpoint.post(ben, invoiceId, endpoint.version(), Map.of(field, words), Map.of());

            assertProblem(answer, 422, "INVALID_CHANGES");
            assertThat(answer.body().at("/errors/0/pointer").stringValue()).isEqualTo("/" + field);
            assertThat(answer.body().at("/errors/0/code").stringValue()).isEqualTo("INVALID_TEXT");
        }
        String halfAnEmoji =
                "{\"expected_review_version\":%d,\"%s\":\"a\\ud83cb\"".formatted(endpoint.version(), field);
        for (Map.Entry<String, Object> member : endpoint.body().entrySet()) {
            halfAnEmoji += ",\"%s\":%s"
                    .formatted(member.getKey(), member.getValue() instanceof String text ? "\"" + text + "\"" : "{}");
        }
        assertProblem(ben.postText(endpoint.path(invoiceId), halfAnEmoji + "}"), 422, "INVALID_CHANGES");
        assertThat(endpoint.post(ben, invoiceId, endpoint.version(), Map.of(field, "x".repeat(10_000)), Map.of())
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @MethodSource("words")
    void refusesWordsThatAreNoText(Endpoint endpoint, String field) {
        String invoiceId = endpoint.invoice(ben);

        for (Object words : List.of(1, true, List.of("a"), Map.of())) {
            Answer answer = endpoint.post(ben, invoiceId, endpoint.version(), Map.of(field, words), Map.of());

            assertProblem(answer, 400, "MALFORMED_REQUEST");
            assertThat(answer.body().at("/errors/0/pointer").stringValue()).isEqualTo("/" + field);
        }
    }

    static Stream<Arguments> reasonCodesThatAreNone() {
        List<@Nullable String> forAll = Arrays.asList(null, "", "nonsense", "WRONG_AMOUNTS");
        return Stream.concat(
                Stream.of(Endpoint.REJECTION, Endpoint.HOLD, Endpoint.REOPENING)
                        .flatMap(endpoint -> forAll.stream().map(code -> Arguments.of(endpoint, code))),
                Stream.of(
                        Arguments.of(Endpoint.REJECTION, "disputed"),
                        Arguments.of(Endpoint.HOLD, "wrong_amounts"),
                        Arguments.of(Endpoint.REOPENING, "wrong_amounts")));
    }

    @ParameterizedTest
    @MethodSource("reasonCodesThatAreNone")
    void demandsAReasonCodeOfItsKind(Endpoint endpoint, @Nullable String code) {
        String invoiceId = endpoint.invoice(ben);

        Answer answer = endpoint.post(
                ben, invoiceId, endpoint.version(), Collections.singletonMap("reason_code", code), Map.of());

        assertProblem(answer, 422, "INVALID_CHANGES");
        assertThat(answer.body().at("/errors/0/pointer").stringValue()).isEqualTo("/reason_code");
        assertThat(answer.body().at("/errors/0/code").stringValue())
                .isEqualTo(code == null ? "REQUIRED" : "UNKNOWN_REASON_CODE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1", "not-a-uuid", "01930000-0000-7000-8000-00000000000", "1-1-1-1-1", "{}"})
    void refusesAnIdempotencyKeyThatIsNoUuid(String key) {
        String invoiceId = ben.receiveInvoice();

        Answer answer = Endpoint.HOLD.post(ben, invoiceId, 0, Map.of(), Map.of("Idempotency-Key", key));

        assertProblem(answer, 400, "MALFORMED_REQUEST");
        assertThat(answer.text("detail")).contains("Idempotency-Key");
        assertThat(node.store().version(invoiceId)).isZero();
    }

    @Test
    void namesTheRuleThatForbids() {
        String invoiceId = ben.receiveInvoice();
        ben.correct(invoiceId, 0, "totals.amount_due", "1.00");

        assertForbidden(ben.approve(invoiceId, 1), "ApproverMustNotHaveCorrected");
        assertForbidden(node.as("carol").approve(invoiceId, 1), "ApprovalDespiteErrorFindingsMustGiveAReason");
        assertForbidden(Endpoint.REOPENING.post(ben, invoiceId, 1), "OnlyAReviewThatIsNotOpenMayBeReopened");
        assertThat(Endpoint.REJECTION.post(ben, invoiceId, 1).status()).isEqualTo(200);
        assertForbidden(ben.correct(invoiceId, 2, "due_date", "2026-08-01"), "ReviewMustBeOpen");
        assertThat(node.store().version(invoiceId)).isEqualTo(2);
    }

    @Test
    void approvesDespiteErrorFindingsWithAReason() {
        String invoiceId = node.anna().receiveInvoice();
        node.anna().correct(invoiceId, 0, "totals.amount_due", "1.00");

        Answer answer = Endpoint.APPROVAL.post(ben, invoiceId, 1, Map.of("reason", "agreed"), Map.of());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(node.store().newest(invoiceId).json().required("reason").stringValue())
                .isEqualTo("agreed");
    }

    private static void assertForbidden(Answer answer, String rule) {
        assertProblem(answer, 409, "DECISION_NOT_ALLOWED");
        assertThat(answer.text("rule")).isEqualTo(rule);
        assertThat(answer.body().has("error")).isFalse();
    }

    private static void assertStale(Answer answer, long expected, long current) {
        assertProblem(answer, 409, "STALE_WRITE");
        assertThat(answer.text("error")).isEqualTo("stale_session");
        assertThat(answer.number("expected_review_version")).isEqualTo(expected);
        assertThat(answer.number("local_version")).isEqualTo(expected);
        assertThat(answer.number("current_review_version")).isEqualTo(current);
        assertThat(answer.number("remote_version")).isEqualTo(current);
    }

    private static void assertProblem(Answer answer, int status, String errorCode) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.text("error_code")).isEqualTo(errorCode);
        assertThat(answer.number("status")).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
    }
}
