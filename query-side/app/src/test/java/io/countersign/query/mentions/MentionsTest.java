package io.countersign.query.mentions;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class MentionsTest {

    private final TestDatabase database = TestDatabase.create();
    private final OtherProcess other = new OtherProcess(database);
    private final QuerySideProcess querySide = new QuerySideProcess(database);

    @AfterEach
    void stop() {
        querySide.close();
        other.close();
    }

    @Test
    void showsEachPersonWhereOthersMentionedThem() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        other.comment(invoice, 0, "anna", "@ben and @carol, look", "due_date");
        other.comment(invoice, 1, "ben", "me, @ben? @anna", null);
        other.comment(invoice, 2, "carol", "nobody", null);

        Eventually.that(() -> {
            assertThat(texts("ben")).containsExactly("@ben and @carol, look");
            assertThat(texts("carol")).containsExactly("@ben and @carol, look");
            assertThat(texts("anna")).containsExactly("me, @ben? @anna");
            assertThat(texts("audrey")).isEmpty();
        });
        JsonNode mention = page("ben", "").at("/items/0");
        assertThat(mention.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
        assertThat(mention.at("/number").asInt()).isZero();
        assertThat(mention.at("/actor").stringValue()).isEqualTo("anna");
        assertThat(mention.at("/term").stringValue()).isEqualTo("due_date");
        assertThat(mention.at("/at"))
                .isEqualTo(
                        querySide.json("/api/invoices/" + invoice + "/comments").at("/items/0/at"));
        Eventually.that(
                () -> assertThat(page("ben", "").at("/items/0/invoice_number").asString())
                        .isEqualTo("F1"));
        assertThat(querySide.get("/api/mentions", "otto").statusCode()).isEqualTo(403);
    }

    @Test
    void pagesNewestFirstWithoutGapsOrRepeats() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        InvoiceId another = other.receive(Map.of("invoice_number", "F2"));
        List<String> said = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            other.comment(invoice, number, "anna", "@ben one " + number, null);
            other.comment(another, number, "anna", "@ben two " + number, null);
            said.addFirst("@ben one " + number);
            said.addFirst("@ben two " + number);
        }
        Eventually.that(() -> assertThat(texts("ben")).hasSize(10));

        List<String> paged = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            JsonNode page = page("ben", "?limit=3" + (cursor == null ? "" : "&cursor=" + cursor));
            page.get("items").forEach(item -> paged.add(item.at("/text").asString()));
            cursor = page.get("next_cursor").isNull()
                    ? null
                    : page.get("next_cursor").asString();
            if (paged.size() == 3) {
                other.comment(invoice, 5, "anna", "@ben meanwhile", null);
                Eventually.that(() -> assertThat(texts("ben")).hasSize(11));
            }
        } while (cursor != null);

        assertThat(paged).isEqualTo(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "[\"2026-01-01T00:00:00Z\",\"x\",\"1\"]",
                "[\"+1000000-01-01T00:00:00Z\",\"00000000-0000-0000-0000-000000000000\",\"1\"]",
                "[null,null,null]"
            })
    void refusesACursorOfSomebodyElses(String content) {
        String cursor =
                Base64.getUrlEncoder().withoutPadding().encodeToString(content.getBytes(StandardCharsets.UTF_8));
        assertThat(querySide.get("/api/mentions?cursor=" + cursor).statusCode()).isEqualTo(400);
    }

    @Test
    void tellsTheMentionedAtOnceAndNobodyElse() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        try (StompSession ben = listening("ben", invoice);
                StompSession carol = listening("carol", invoice)) {
            other.comment(invoice, 0, "anna", "@ben @ben, look", "due_date");

            JsonNode push = ben.next().json();
            assertThat(push.at("/type").stringValue()).isEqualTo("mentioned");
            assertThat(push.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
            assertThat(push.at("/invoice_number").stringValue()).isEqualTo("F1");
            assertThat(push.at("/number").asInt()).isZero();
            assertThat(push.at("/actor").stringValue()).isEqualTo("anna");
            assertThat(push.at("/text").stringValue()).isEqualTo("@ben @ben, look");
            assertThat(push.at("/term").stringValue()).isEqualTo("due_date");
            assertThat(push.at("/at").stringValue()).endsWith("Z");
            assertThat(ben.within(Duration.ofMillis(700))).isNull();
            assertThat(carol.within(Duration.ofMillis(700))).isNull();
        }
    }

    @Test
    void isNotStoppedByACommentThatCannotBeStored() {
        InvoiceId invoice = other.receive(Map.of("invoice_number", "F1"));
        InvoiceId another = other.receive(Map.of("invoice_number", "F2"));
        other.comment(invoice, 0, "anna", "@ben \0", null);
        other.comment(invoice, 1, "anna", "@ben waits", null);
        other.comment(another, 0, "anna", "@" + "b".repeat(3999), null);
        other.comment(another, 1, "anna", "@ben fine", null);

        Eventually.that(() -> assertThat(texts("ben")).containsExactly("@ben fine"));
    }

    private StompSession listening(String user, InvoiceId invoice) {
        StompSession session = StompSession.connect(querySide.port(), user)
                .subscribe("/topic/mentions." + user)
                .subscribe("/app/invoices." + invoice);
        session.next();
        return session;
    }

    private List<String> texts(String user) {
        return page(user, "").get("items").values().stream()
                .map(item -> item.at("/text").asString())
                .toList();
    }

    private JsonNode page(String user, String query) {
        return QuerySideProcess.json(querySide.get("/api/mentions" + query, user));
    }
}
