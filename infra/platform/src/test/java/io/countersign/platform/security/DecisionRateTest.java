package io.countersign.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.platform.web.Http;
import io.countersign.platform.web.StubService;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Nobody takes a side for themselves. */
class DecisionRateTest {

    private static final int MORE_THAN_A_SECOND_TAKES = 40;

    @RestController
    static class Feature {
        @PostMapping("/api/invoices/{id}/hold")
        String decide() {
            return "decided";
        }

        @GetMapping("/api/invoices/{id}")
        String ask() {
            return "asked";
        }
    }

    private static List<Http.Answer> decide(Http http, String user, int times) throws Exception {
        List<Http.Answer> answers = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            answers.add(http.post("/api/invoices/1/hold", "{}", "Authorization", Http.basic(user)));
        }
        return answers;
    }

    @Nested
    @SpringBootTest(
            classes = {StubService.class, Feature.class},
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {"countersign.demo-users=true", "countersign.rate-limit=1"})
    class WithALimit {

        private final Http http;

        WithALimit(@LocalServerPort int port) {
            http = new Http(port);
        }

        @Autowired
        MeterRegistry meters;

        @Test
        void refusesWhatIsOverItAndSaysWhenToComeAgain() throws Exception {
            List<Http.Answer> answers = decide(http, "anna", MORE_THAN_A_SECOND_TAKES);
            assertThat(answers.getFirst().status()).isEqualTo(200);
            Http.Answer refused = answers.stream()
                    .filter(answer -> answer.status() == 429)
                    .findFirst()
                    .orElseThrow();
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(refused.body())
                    .isEqualTo(
                            "{\"type\":\"/problems/too-many-requests\",\"title\":\"Too Many Requests\",\"status\":429,"
                                    + "\"detail\":\"You make decisions faster than 1 a second. Ask again in a moment.\","
                                    + "\"instance\":\"/api/invoices/1/hold\",\"error_code\":\"TOO_MANY_REQUESTS\"}");
            assertThat(meters.get("countersign.decisions.rate.limited")
                            .counter()
                            .count())
                    .isPositive();
            await().until(() -> decide(http, "anna", 1).getFirst().status() == 200);
        }

        @Test
        void countsWhateverLettersTheAddressIsWrittenWith() throws Exception {
            List<Integer> answers = new ArrayList<>();
            for (int i = 0; i < MORE_THAN_A_SECOND_TAKES; i++) {
                answers.add(http.post("/%61pi/invoices/1/hold", "{}", "Authorization", Http.basic("carol"))
                        .status());
            }
            assertThat(answers).contains(200, 429).containsOnly(200, 429);
            await().until(() -> decide(http, "carol", 1).getFirst().status() == 200);
        }

        @Test
        void countsEachUserAlone() throws Exception {
            assertThat(decide(http, "ben", MORE_THAN_A_SECOND_TAKES))
                    .extracting(Http.Answer::status)
                    .contains(429);
            assertThat(decide(http, "carol", 1)).extracting(Http.Answer::status).containsExactly(200);
        }

        @Test
        void countsNoQuestionsAndNothingFromThoseWhoAreNotLetIn() throws Exception {
            for (int i = 0; i < MORE_THAN_A_SECOND_TAKES; i++) {
                assertThat(http.get("/api/invoices/1", "Authorization", Http.basic("audrey"))
                                .status())
                        .isEqualTo(200);
            }
            assertThat(decide(http, "audrey", MORE_THAN_A_SECOND_TAKES))
                    .extracting(Http.Answer::status)
                    .containsOnly(403);
        }
    }

    @Nested
    @SpringBootTest(
            classes = {StubService.class, Feature.class},
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {"countersign.demo-users=true", "countersign.rate-limit=0"})
    class WithoutALimit {

        private final Http http;

        WithoutALimit(@LocalServerPort int port) {
            http = new Http(port);
        }

        @Test
        void refusesNothing() throws Exception {
            assertThat(decide(http, "anna", MORE_THAN_A_SECOND_TAKES))
                    .extracting(Http.Answer::status)
                    .containsOnly(200);
        }
    }
}
