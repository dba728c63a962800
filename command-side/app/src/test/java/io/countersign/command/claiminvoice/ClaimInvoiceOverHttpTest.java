package io.countersign.command.claiminvoice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.command.AtOnce;
import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import io.countersign.command.TwoNodes;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Who has taken up an invoice: soft, for a while, and in nobody's way. */
@ExtendWith(SharedNodes.class)
class ClaimInvoiceOverHttpTest {

    private final TwoNodes nodes;
    private final CommandSide node;
    private final Http anna;
    private final Http ben;

    ClaimInvoiceOverHttpTest(TwoNodes nodes) {
        this.nodes = nodes;
        this.node = nodes.left();
        this.anna = node.anna();
        this.ben = node.as("ben");
    }

    @Test
    void claimsFor15MinutesWhereNobodySaysForHowLong() {
        String invoiceId = anna.receiveInvoice();

        for (Object body : List.of(Map.of(), Map.of("minutes", 15))) {
            Answer answer = anna.put(path(invoiceId), body);

            assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
            assertThat(answer.text("claimed_by")).isEqualTo("anna");
            assertThat(minutesLeft(answer)).isEqualTo(15);
        }
    }

    @Test
    void needsNoBody() {
        String invoiceId = anna.receiveInvoice();

        assertThat(anna.put(path(invoiceId), "").status()).isEqualTo(400);
        assertThat(anna.putNothing(path(invoiceId)).text("claimed_by")).isEqualTo("anna");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 480})
    void claimsForSoManyMinutes(int minutes) {
        String invoiceId = anna.receiveInvoice();

        assertThat(minutesLeft(anna.put(path(invoiceId), Map.of("minutes", minutes))))
                .isEqualTo(minutes);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 481, Integer.MAX_VALUE})
    void refusesMinutesOutOfRange(int minutes) {
        String invoiceId = anna.receiveInvoice();

        Answer answer = anna.put(path(invoiceId), Map.of("minutes", minutes));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body().at("/errors/0/pointer").stringValue()).isEqualTo("/minutes");
        assertThat(claims(invoiceId)).isEmpty();
    }

    @Test
    void refusesWhatCannotBeRead() {
        String invoiceId = anna.receiveInvoice();
        for (Object body : List.of(Map.of("minutes", "5"), Map.of("minutes", 1.5), Map.of("claimed_by", "ben"), 7)) {
            assertThat(anna.put(path(invoiceId), body).status()).isEqualTo(400);
        }
        assertThat(anna.put(path(invoiceId) + "?take_over=maybe", Map.of()).status())
                .isEqualTo(400);
        assertThat(claims(invoiceId)).isEmpty();
    }

    @Test
    void isRenewedByWhoHasIt() {
        String invoiceId = anna.receiveInvoice();
        anna.put(path(invoiceId), Map.of("minutes", 5));
        Instant claimedAt = column(invoiceId, "claimed_at");

        Answer renewed = nodes.right().anna().put(path(invoiceId), Map.of("minutes", 60));

        assertThat(minutesLeft(renewed)).isEqualTo(60);
        assertThat(column(invoiceId, "claimed_at")).isEqualTo(claimedAt);
    }

    @Test
    void isRefusedWhileSomebodyElseHasIt() {
        String invoiceId = anna.receiveInvoice();
        Answer annas = anna.put(path(invoiceId), Map.of());

        Answer answer = ben.put(path(invoiceId), Map.of("minutes", 60));

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.text("error_code")).isEqualTo("CLAIMED");
        assertThat(answer.text("type")).isEqualTo("/problems/claimed");
        assertThat(answer.text("claimed_by")).isEqualTo("anna");
        assertThat(answer.text("expires_at")).isEqualTo(annas.text("expires_at"));
        assertThat(claims(invoiceId)).containsExactly("anna");
    }

    @Test
    void isTakenOverOnRequest() {
        String invoiceId = anna.receiveInvoice();
        anna.put(path(invoiceId), Map.of());

        Answer answer = ben.put(path(invoiceId) + "?take_over=true", Map.of());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text("claimed_by")).isEqualTo("ben");
        assertThat(anna.put(path(invoiceId), Map.of()).status()).isEqualTo(409);
    }

    @Test
    void endsByTheDatabasesClock() {
        String invoiceId = anna.receiveInvoice();
        anna.put(path(invoiceId), Map.of());
        expire(invoiceId);
        Instant before = Instant.now().minus(1, ChronoUnit.SECONDS);

        Answer answer = ben.put(path(invoiceId), Map.of());

        assertThat(answer.text("claimed_by")).isEqualTo("ben");
        assertThat(column(invoiceId, "claimed_at")).isAfter(before);
    }

    @Test
    void beginsAnewWhenItsOwnEnded() {
        String invoiceId = anna.receiveInvoice();
        anna.put(path(invoiceId), Map.of());
        expire(invoiceId);
        Instant ended = column(invoiceId, "claimed_at");

        anna.put(path(invoiceId), Map.of());

        assertThat(column(invoiceId, "claimed_at")).isAfter(ended);
    }

    @Test
    void isReleasedByWhoHasIt() {
        String invoiceId = anna.receiveInvoice();
        anna.put(path(invoiceId), Map.of());

        for (int time = 0; time < 2; time++) {
            Answer answer = anna.delete(path(invoiceId));

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body().toString()).isEqualTo("{\"claimed_by\":null,\"expires_at\":null}");
        }
        assertThat(claims(invoiceId)).isEmpty();
        assertThat(ben.put(path(invoiceId), Map.of()).status()).isEqualTo(200);
    }

    @Test
    void isNotReleasedBySomebodyElseUnlessTheyTakeItOver() {
        String invoiceId = anna.receiveInvoice();
        anna.put(path(invoiceId), Map.of());

        Answer refused = ben.delete(path(invoiceId));
        Answer released = ben.delete(path(invoiceId) + "?take_over=true");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.text("claimed_by")).isEqualTo("anna");
        assertThat(released.status()).isEqualTo(200);
        assertThat(claims(invoiceId)).isEmpty();
    }

    @Test
    void isNothingToReleaseOnceItEnded() {
        String invoiceId = anna.receiveInvoice();
        anna.put(path(invoiceId), Map.of());
        expire(invoiceId);

        assertThat(ben.delete(path(invoiceId)).status()).isEqualTo(200);
    }

    @Test
    void goesToOneOfManyWhoWantItAtOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            String invoiceId = anna.receiveInvoice();

            List<Answer> answers = AtOnce.answers(
                    6,
                    person -> (person % 2 == 0 ? nodes.left() : nodes.right())
                            .as(List.of("anna", "ben", "carol").get(person % 3))
                            .put(path(invoiceId), Map.of()));

            String holder = claims(invoiceId).getFirst();
            assertThat(answers)
                    .allSatisfy(answer -> assertThat(answer.text("claimed_by"))
                            .as("%s", answer.body())
                            .isEqualTo(holder));
            // Each is there twice.
            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(2);
            assertThat(answers).filteredOn(answer -> answer.status() == 409).hasSize(4);
        }
    }

    @Test
    void isInNobodysWay() {
        String invoiceId = anna.receiveInvoice();
        anna.put(path(invoiceId), Map.of());

        assertThat(ben.correct(invoiceId, 0, "due_date", "2026-08-01").status()).isEqualTo(200);
        assertThat(node.store().events(invoiceId)).hasSize(2);
    }

    @Test
    void isForWhoReviews() {
        String invoiceId = anna.receiveInvoice();
        for (String user : List.of("audrey", "otto")) {
            assertThat(node.as(user).put(path(invoiceId), Map.of()).status()).isEqualTo(403);
            assertThat(node.as(user).delete(path(invoiceId)).status()).isEqualTo(403);
        }
        assertThat(node.as(null).put(path(invoiceId), Map.of()).status()).isEqualTo(401);
        assertThat(node.as(null).delete(path(invoiceId)).status()).isEqualTo(401);
        assertThat(claims(invoiceId)).isEmpty();
    }

    @Test
    void knowsNoInvoiceByAnIdThatNobodyGave() {
        for (String invoiceId : List.of(UUID.randomUUID().toString(), "17")) {
            assertThat(anna.put(path(invoiceId), Map.of()).text("error_code")).isEqualTo("INVOICE_NOT_FOUND");
            assertThat(anna.delete(path(invoiceId)).text("error_code")).isEqualTo("INVOICE_NOT_FOUND");
        }
    }

    @Test
    void tellsAllProcessesWhenItChanges() throws SQLException {
        String invoiceId = anna.receiveInvoice();
        try (Connection listener = DriverManager.getConnection(node.jdbcUrl());
                Statement statement = listener.createStatement()) {
            statement.execute("LISTEN countersign_claims");

            anna.put(path(invoiceId), Map.of());
            awaitNotification(listener, invoiceId);
            ben.put(path(invoiceId) + "?take_over=true", Map.of());
            awaitNotification(listener, invoiceId);
            ben.delete(path(invoiceId));
            awaitNotification(listener, invoiceId);
        }
    }

    private static void awaitNotification(Connection listener, String invoiceId) {
        await().atMost(Duration.ofSeconds(10)).until(() -> {
            List<String> heard = new ArrayList<>();
            for (PGNotification notification :
                    listener.unwrap(PGConnection.class).getNotifications(100)) {
                heard.add(notification.getParameter());
            }
            return heard.contains(invoiceId);
        });
    }

    private List<String> claims(String invoiceId) {
        return node.store()
                .jdbc()
                .sql("SELECT claimed_by FROM event_store.claim WHERE invoice_id = ?")
                .param(UUID.fromString(invoiceId))
                .query(String.class)
                .list();
    }

    private Instant column(String invoiceId, String name) {
        return node.store()
                .jdbc()
                .sql("SELECT " + name + " FROM event_store.claim WHERE invoice_id = ?")
                .param(UUID.fromString(invoiceId))
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .single();
    }

    private void expire(String invoiceId) {
        node.store().jdbc().sql("""
                        UPDATE event_store.claim
                        SET claimed_at = claimed_at - interval '1 hour', expires_at = clock_timestamp()
                        WHERE invoice_id = ?""").param(UUID.fromString(invoiceId)).update();
    }

    private static long minutesLeft(Answer answer) {
        Instant expiresAt = Instant.parse(answer.text("expires_at"));
        assertThat(expiresAt.truncatedTo(ChronoUnit.MICROS)).isEqualTo(expiresAt);
        return Math.round(Duration.between(Instant.now(), expiresAt).toSeconds() / 60.0);
    }

    private static String path(String invoiceId) {
        return "/api/invoices/" + invoiceId + "/claim";
    }
}
