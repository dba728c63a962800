package io.countersign.query.staleness;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.StompSession.Frame;
import io.countersign.query.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.messaging.simp.SimpMessageMappingInfo;
import org.springframework.messaging.simp.annotation.support.SimpAnnotationMethodMessageHandler;

/** Who may subscribe to what and send what where, for every destination that there is. */
class DestinationRulesTest {

    private static final List<String> USERS = List.of("anna", "ben", "carol", "audrey", "otto");
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(TestDatabase.create());
    private static final UUID INVOICE = UUID.randomUUID();

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
    }

    /** One that is new has its rows below before it is let through. */
    @Test
    void knowsEveryDestinationThatCodeAnswers() {
        assertThat(QUERY_SIDE.bean(SimpAnnotationMethodMessageHandler.class).getHandlerMethods().keySet().stream()
                        .map(DestinationRulesTest::described))
                .containsExactly("SUBSCRIBE /app/invoices.{id}");
    }

    private static String described(SimpMessageMappingInfo mapping) {
        return mapping.getMessageTypeMessageCondition().getMessageType()
                + " "
                + String.join(
                        " ",
                        mapping.getDestinationConditions().getPatterns().stream()
                                .map(pattern -> "/app/" + pattern)
                                .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "SUBSCRIBE, /app/invoices.{id}, anna ben carol audrey",
        "SUBSCRIBE, /topic/invoices.{id}, anna ben carol audrey",
        "SUBSCRIBE, /topic/invoices.{id}.presence, anna ben carol audrey",
        "SUBSCRIBE, /topic/invoices.{id}.claim, anna ben carol audrey",
        "SUBSCRIBE, /topic/invoices.{id}.comments, anna ben carol audrey",
        "SUBSCRIBE, /topic/review-queue, anna ben carol audrey",
        "SUBSCRIBE, /topic/mentions.anna, anna",
        "SEND, /app/invoices.{id}.presence, anna ben carol audrey",
        "SEND, /app/invoices.{id}, ''",
        "SEND, /topic/invoices.{id}, ''",
        "SEND, /topic/mentions.anna, ''",
        "SEND, /topic/review-queue, ''",
        "SUBSCRIBE, /topic/planted, ''",
        "SUBSCRIBE, /app/planted, ''",
        "SEND, /app/planted, ''",
        "SUBSCRIBE, /user/queue/errors, ''",
        "SUBSCRIBE, /queue/planted, ''"
    })
    void letsInWhoHasTheRoleAndNobodyElse(String command, String pattern, String allowed) {
        List<String> letIn = new ArrayList<>();
        for (String user : USERS) {
            try (StompSession session = StompSession.connect(QUERY_SIDE.port(), user)) {
                session.send("%s\nid:asked\ndestination:%s\nreceipt:asked\n\n%s"
                        .formatted(
                                command,
                                pattern.replace("{id}", INVOICE.toString()),
                                command.equals("SEND") ? "{}" : ""));
                // Whatever is said first to one who was let in comes after that; what is no frame is told of at once.
                try {
                    session.sendRaw("NO FRAME\n\n\0");
                } catch (CompletionException refusedAndClosed) {
                    // The answer is there already.
                }
                Frame answer = session.next();
                while (answer.command().equals("MESSAGE") || answer.command().equals("RECEIPT")) {
                    answer = session.next();
                }
                if (!"FORBIDDEN".equals(answer.headers().get("error_code"))) {
                    letIn.add(user);
                }
            }
        }
        assertThat(String.join(" ", letIn)).isEqualTo(allowed);
    }

    @Test
    void endsASocketThatSendsMoreThanABrowserDoes() {
        try (StompSession session = StompSession.connect(QUERY_SIDE.port(), "anna")) {
            for (int frame = 0; frame < 10_000 && !session.closed().isDone(); frame++) {
                try {
                    session.send(
                            "SEND\ndestination:/app/invoices.%s.presence\n\n{\"tab_id\":\"1\",\"state\":\"viewing\"}"
                                    .formatted(INVOICE));
                } catch (RuntimeException closed) {
                    break;
                }
            }
            Frame answer = session.next();
            assertThat(answer.command()).isEqualTo("ERROR");
            assertThat(answer.headers()).containsEntry("error_code", "TOO_MANY_REQUESTS");
        }
    }
}
