package io.countersign.query.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.dao.DataAccessResourceFailureException;

@ExtendWith(OutputCaptureExtension.class)
class EventFeedTest {

    private static final Duration LONG_ENOUGH = Duration.ofMillis(700);

    private final TestDatabase database = TestDatabase.create();
    private final OtherProcess process = new OtherProcess(database);
    private final List<String> told = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        process.close();
    }

    @Test
    void tellsOfTheVeryFirstEvent() {
        try (Feed _ = feed(this::note)) {
            InvoiceId first = process.receive(Map.of());

            awaitTold(first + " 0");
        }
    }

    @Test
    void tellsWhatIsCommittedAfterItBeganEvenWhereItsPlaceIsLower() throws Exception {
        InvoiceId before = process.receive(Map.of("note", "0"));
        try (OtherProcess slow = new OtherProcess(database);
                OtherProcess.Open inFlight = slow.begin()) {
            slow.correct(before, 1, "ben", "note", "0", "1");
            InvoiceId overtaking = process.receive(Map.of());
            try (Feed _ = feed(this::note)) {
                inFlight.commit();
                awaitTold(before + " 1");

                InvoiceId after = process.receive(Map.of());

                awaitTold(before + " 1", after + " 0");
                Thread.sleep(LONG_ENOUGH);
                assertThat(told).hasSize(2).doesNotContain(before + " 0", overtaking + " 0");
            }
        }
    }

    @Test
    void tellsAgainWhatCouldNotBePassedOnWhileTheStoreWasAway() {
        AtomicBoolean away = new AtomicBoolean(true);
        try (Feed _ = feed(event -> {
            if (away.getAndSet(false)) {
                throw new DataAccessResourceFailureException("away");
            }
            note(event);
        })) {
            InvoiceId invoice = process.receive(Map.of("note", "0"));
            process.correct(invoice, 1, "ben", "note", "0", "1");

            awaitTold(invoice + " 0", invoice + " 1");
        }
    }

    @Test
    void goesOnAfterAListenerThatFails() {
        try (Feed _ = feed(event -> {
            note(event);
            throw new IllegalStateException("broken");
        })) {
            InvoiceId invoice = process.receive(Map.of("note", "0"));
            process.correct(invoice, 1, "ben", "note", "0", "1");

            awaitTold(invoice + " 0", invoice + " 1");
        }
    }

    @Test
    void saysOfEachOutageOnceThatTheStoreIsAway(CapturedOutput output) {
        try (Feed _ = feed(this::note)) {
            for (int outage = 1; outage <= 2; outage++) {
                int expected = outage;
                database.shutOut();
                Eventually.that(() -> assertThat(output.toString().split("feed cannot read the store", -1))
                        .hasSize(expected + 1));
                database.letIn();
                int version = outage - 1;
                Eventually.that(() -> process.receive(Map.of("note", "" + version)));
                Eventually.that(() -> assertThat(told).hasSize(expected));
            }
        }
    }

    private void note(RecordedEvent event) {
        told.add(event.event().invoiceId() + " " + event.reviewVersion());
    }

    private void awaitTold(String... expected) {
        Eventually.that(() -> assertThat(told).containsExactly(expected));
    }

    private Feed feed(EventFeed.Listener listener) {
        EventFeed feed = new EventFeed(process.tail(), List.of(listener));
        feed.start();
        return feed::stop;
    }

    /** A feed that runs. */
    private interface Feed extends AutoCloseable {
        @Override
        void close();
    }
}
