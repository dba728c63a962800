package io.countersign.command.commentinvoice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.AtOnce;
import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import io.countersign.command.Store;
import io.countersign.command.TwoNodes;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people say about an invoice, all of it, and making nobody stale. */
@ExtendWith(SharedNodes.class)
class CommentInvoiceOverHttpTest {

    private final TwoNodes nodes;
    private final CommandSide node;
    private final Http anna;

    CommentInvoiceOverHttpTest(TwoNodes nodes) {
        this.nodes = nodes;
        this.node = nodes.left();
        this.anna = node.anna();
    }

    @Test
    void storesAndAnswersWhatWasSaid() {
        String invoiceId = anna.receiveInvoice();
        UUID key = UUID.randomUUID();

        Answer answer = anna.post(
                path(invoiceId),
                Map.of("text", " @ben: \"really\"? 🍫\nask @carol \n", "term", "lines.l1.net_amount"),
                Http.key(key));

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(201);
        Store.Event event = discussion(invoiceId).getFirst();
        assertThat(event.type()).isEqualTo("CommentAdded");
        assertThat(event.payload())
                .isEqualTo(
                        "{\"invoice_id\":\"%s\",\"text\":\"@ben: \\\"really\\\"? 🍫\\nask @carol\",\"term\":\"lines.l1.net_amount\"}"
                                .formatted(invoiceId));
        assertThat(event.metadata()).isEqualTo("{\"actor\":\"anna\",\"command_id\":\"%s\"}".formatted(key));
        assertThat(answer.body().toString())
                .isEqualTo(
                        "{\"number\":0,\"actor\":\"anna\",\"at\":\"%s\",\"text\":\"@ben: \\\"really\\\"? 🍫\\nask @carol\",\"term\":\"lines.l1.net_amount\",\"mentions\":[\"ben\",\"carol\"]}"
                                .formatted(event.recordedAt()));
    }

    @Test
    void numbersCommentsFromZeroOn() {
        String invoiceId = anna.receiveInvoice();

        for (int number = 0; number < 3; number++) {
            assertThat(say(node.as("ben"), invoiceId, "no. " + number).number("number"))
                    .isEqualTo(number);
        }
        assertThat(say(anna, invoiceId, "fine").body().required("term").isNull())
                .isTrue();
    }

    @Test
    void makesNobodyStale() {
        String invoiceId = anna.receiveInvoice();

        say(node.as("ben"), invoiceId, "wait");

        assertThat(node.store().version(invoiceId)).isZero();
        assertThat(anna.correct(invoiceId, 0, "due_date", "2026-08-01").status())
                .isEqualTo(200);
    }

    @Test
    void isPossibleWhateverTheReviewCameTo() {
        String invoiceId = anna.receiveInvoice();
        node.as("ben").approve(invoiceId, 0);

        assertThat(say(anna, invoiceId, "too late?").status()).isEqualTo(201);
    }

    @Test
    void keepsAllThatIsSaidAtOnce() throws Exception {
        String invoiceId = anna.receiveInvoice();

        List<Answer> answers = AtOnce.answers(
                40, person -> say(side(person).as(person % 3 == 0 ? "ben" : "anna"), invoiceId, "no. " + person));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers)
                .extracting(answer -> answer.number("number"))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.range(0, 40).boxed().toList());
        List<Store.Event> events = discussion(invoiceId);
        assertThat(events)
                .extracting(Store.Event::version)
                .containsExactlyElementsOf(LongStream.range(0, 40).boxed().toList());
        assertThat(answers)
                .allSatisfy(answer -> assertThat(events.get((int) answer.number("number"))
                                .json()
                                .required("text")
                                .stringValue())
                        .isEqualTo(answer.text("text")));
    }

    @Test
    void answersARetryWithTheFirstComment() {
        String invoiceId = anna.receiveInvoice();
        Map<String, String> key = Http.key(UUID.randomUUID());
        Answer first = anna.post(path(invoiceId), Map.of("text", "once"), key);
        say(anna, invoiceId, "meanwhile");

        Answer again = nodes.right().anna().post(path(invoiceId), Map.of("text", " once "), key);

        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(discussion(invoiceId)).hasSize(2);
    }

    @Test
    void answersTwinsInFlightAlike() throws Exception {
        String invoiceId = anna.receiveInvoice();
        Map<String, String> key = Http.key(UUID.randomUUID());

        List<Answer> answers =
                AtOnce.answers(8, twin -> side(twin).anna().post(path(invoiceId), Map.of("text", "once"), key));

        assertThat(answers).extracting(Answer::status).containsOnly(201);
        assertThat(answers).extracting(answer -> answer.number("number")).containsOnly(0L);
        assertThat(discussion(invoiceId)).hasSize(1);
    }

    @Test
    void refusesAKeyThatNamedSomethingElse() {
        String invoiceId = anna.receiveInvoice();
        Map<String, String> key = Http.key(UUID.randomUUID());
        anna.post(path(invoiceId), Map.of("text", "once"), key);

        List<Answer> others = List.of(
                anna.post(path(invoiceId), Map.of("text", "twice"), key),
                anna.post(path(invoiceId), Map.of("text", "once", "term", "due_date"), key),
                anna.post(path(anna.receiveInvoice()), Map.of("text", "once"), key),
                anna.post(
                        "/api/invoices/" + invoiceId + "/corrections",
                        Map.of("expected_review_version", 0, "changes", Map.of("due_date", "2026-08-01")),
                        key));

        assertThat(others).extracting(answer -> answer.text("error_code")).containsOnly("IDEMPOTENCY_KEY_REUSED");
        assertThat(discussion(invoiceId)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"due_date", "lines.l1", "lines.l9.net_amount", "payment.account_identifier"})
    void isAboutATermOrARow(String term) {
        String invoiceId = anna.receiveInvoice();

        Answer answer = anna.post(path(invoiceId), Map.of("text", "hm", "term", term));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.text("term")).isEqualTo(term);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "nonsense", "lines", "lines.L1.net_amount", "lines.l1.nonsense", "lines.KEY.net_amount"})
    void refusesATermThatThereIsNot(String term) {
        String invoiceId = anna.receiveInvoice();

        assertInvalid(anna.post(path(invoiceId), Map.of("text", "hm", "term", term)), "/term", "UNKNOWN_TERM");
        assertThat(discussion(invoiceId)).isEmpty();
    }

    @Test
    void needsAText() {
        String invoiceId = anna.receiveInvoice();
        for (@Nullable String text : new @Nullable String[] {null, "", " \n\t", "\u0085\u200B\uFEFF"}) {
            assertInvalid(anna.post(path(invoiceId), Collections.singletonMap("text", text)), "/text", "REQUIRED");
        }
        assertInvalid(say(anna, invoiceId, "x".repeat(4_001)), "/text", "INVALID_TEXT");
        assertInvalid(say(anna, invoiceId, "a\u0007b"), "/text", "INVALID_TEXT");
        assertThat(say(anna, invoiceId, " " + "x".repeat(4_000) + " ").status()).isEqualTo(201);
        assertThat(discussion(invoiceId)).hasSize(1);
    }

    @Test
    void refusesWhatCannotBeRead() {
        String invoiceId = anna.receiveInvoice();
        Map<String, Object> more = new HashMap<>(Map.of("text", "hm", "actor", "ben"));

        assertThat(anna.post(path(invoiceId), more).status()).isEqualTo(400);
        assertThat(anna.post(path(invoiceId), Map.of("text", 1)).status()).isEqualTo(400);
        assertThat(anna.postText(path(invoiceId), "{").status()).isEqualTo(400);
        assertThat(anna.post(path(invoiceId), Map.of("text", "hm"), Map.of("Idempotency-Key", "17"))
                        .status())
                .isEqualTo(400);
        assertThat(discussion(invoiceId)).isEmpty();
    }

    @Test
    void isForWhoReviews() {
        String invoiceId = anna.receiveInvoice();

        assertThat(say(node.as("audrey"), invoiceId, "hm").status()).isEqualTo(403);
        assertThat(say(node.as("otto"), invoiceId, "hm").status()).isEqualTo(403);
        assertThat(say(node.as(null), invoiceId, "hm").status()).isEqualTo(401);
        assertThat(discussion(invoiceId)).isEmpty();
    }

    @Test
    void knowsNoInvoiceByAnIdThatNobodyGave() {
        for (String invoiceId : List.of(UUID.randomUUID().toString(), "17")) {
            assertThat(say(anna, invoiceId, "hm").text("error_code")).isEqualTo("INVOICE_NOT_FOUND");
        }
    }

    private CommandSide side(int person) {
        return person % 2 == 0 ? nodes.left() : nodes.right();
    }

    private List<Store.Event> discussion(String invoiceId) {
        return node.store().events(invoiceId + "/discussion");
    }

    private static Answer say(Http http, String invoiceId, String text) {
        return http.post(path(invoiceId), Map.of("text", text));
    }

    private static String path(String invoiceId) {
        return "/api/invoices/" + invoiceId + "/comments";
    }

    private static void assertInvalid(Answer answer, String pointer, String code) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(422);
        assertThat(answer.text("error_code")).isEqualTo("INVALID_CHANGES");
        assertThat(answer.body().at("/errors/0/pointer").stringValue()).isEqualTo(pointer);
        assertThat(answer.body().at("/errors/0/code").stringValue()).isEqualTo(code);
    }
}
