package io.countersign.verification.faults;

import io.countersign.verification.Client;
import io.countersign.verification.Documents;
import io.countersign.verification.LauncherProcess;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * People who save without a pause, each on an invoice of their own, and remember what the service told them that it
 * kept. What got no answer is in doubt: it may have arrived or not, and they go on from whatever is current.
 */
final class StreamOfSaves implements AutoCloseable {

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

    /** A save that the service said it kept. */
    record Acknowledged(String invoiceId, int reviewVersion, String dueDate) {}

    private final Queue<Acknowledged> acknowledged = new ConcurrentLinkedQueue<>();
    private final Queue<String> surprises = new ConcurrentLinkedQueue<>();
    private final List<String> invoices;
    private final List<Thread> people = new ArrayList<>();
    private volatile LauncherProcess launcher;
    private volatile boolean over;

    private StreamOfSaves(LauncherProcess launcher, int people) {
        this.launcher = launcher;
        Client anna = Client.of(launcher.address("/"), "anna");
        this.invoices = IntStream.range(0, people)
                .mapToObj(person -> anna.receive(Documents.ubl("SAVES-" + person)))
                .toList();
    }

    static StreamOfSaves start(LauncherProcess launcher, int people) {
        StreamOfSaves saves = new StreamOfSaves(launcher, people);
        for (String invoice : saves.invoices) {
            saves.people.add(Thread.ofPlatform().name("saves " + invoice).start(() -> saves.keepSaving(invoice)));
        }
        return saves;
    }

    /** From now on the people save on another launcher (the next one on the same data). */
    void goOnWith(LauncherProcess next) {
        launcher = next;
    }

    List<Acknowledged> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Answers that nobody should get: neither kept, nor stale after a doubtful save, nor away. */
    List<String> surprises() {
        return List.copyOf(surprises);
    }

    List<String> invoices() {
        return invoices;
    }

    @Override
    public void close() {
        over = true;
        for (Thread person : people) {
            try {
                person.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void keepSaving(String invoice) {
        int version = 0;
        boolean inDoubt = false;
        LocalDate dueDate = LocalDate.of(2026, 3, 1);
        while (!over) {
            dueDate = dueDate.plusDays(1);
            Client.@Nullable Answer answer = save(invoice, version, dueDate);
            if (answer != null && answer.status() == 200) {
                version = answer.reviewVersion();
                inDoubt = false;
                acknowledged.add(new Acknowledged(invoice, version, dueDate.toString()));
            } else if (answer != null && answer.status() == 409 && inDoubt) {
                version = answer.body().get("current_review_version").asInt();
                inDoubt = false;
            } else if (answer == null || answer.status() == 503) {
                inDoubt = true;
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
            } else {
                surprises.add(invoice + " on version " + version + ": " + answer);
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
            }
        }
    }

    private Client.@Nullable Answer save(String invoice, int version, LocalDate dueDate) {
        try {
            return Client.of(launcher.address("/"), "anna")
                    .correct(invoice, version, Map.of("due_date", dueDate.toString()));
        } catch (IOException noAnswer) {
            return null;
        }
    }
}
