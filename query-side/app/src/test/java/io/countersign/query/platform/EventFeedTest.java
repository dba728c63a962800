package io.countersign.query.platform;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.platform.observability.Traces;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

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
    void givesUpNoPlaceThatSomebodyMayStillHold() {
        try (OtherProcess.Open _ = process.begin()) {
            assertThat(process.jdbc()
                            .sql("SELECT current_setting('idle_in_transaction_session_timeout')::interval"
                                    + " BETWEEN '1s' AND '40s'")
                            .query(Boolean.class)
                            .single())
                    .isTrue();
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
    void saysOfEachOutageOnceThatTheStoreIsAway() {
        Logger logger = (Logger) LoggerFactory.getLogger(EventFeed.class);
        Queue<String> said = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> listening = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent line) {
                if (line.getLevel() == Level.WARN) {
                    said.add(line.getFormattedMessage());
                }
            }
        };
        listening.start();
        logger.addAppender(listening);
        AtomicInteger attempts = new AtomicInteger();
        try (Feed _ = feed(event -> {
            if (attempts.incrementAndGet() % 3 != 0) {
                throw new DataAccessResourceFailureException("away");
            }
            note(event);
        })) {
            InvoiceId first = process.receive(Map.of());
            awaitTold(first + " 0");
            InvoiceId second = process.receive(Map.of());
            awaitTold(first + " 0", second + " 0");

            assertThat(attempts).hasValue(6);
            assertThat(said).hasSize(2);
        } finally {
            logger.detachAppender(listening);
        }
    }

    private void note(RecordedEvent event) {
        told.add(event.event().invoiceId() + " " + event.reviewVersion());
    }

    private void awaitTold(String... expected) {
        Eventually.that(() -> assertThat(told).containsExactly(expected));
    }

    private Feed feed(EventFeed.Listener listener) {
        EventFeed feed = new EventFeed(process.tail(), List.of(listener), List.of(), Traces.off());
        feed.start();
        return feed::stop;
    }

    /** A feed that runs. */
    private interface Feed extends AutoCloseable {
        @Override
        void close();
    }
}
