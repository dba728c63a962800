package io.countersign.query.reviewqueue;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.query.claims.ClaimListener;
import io.countersign.query.platform.CurrentReviews;
import io.countersign.query.platform.EventFeed;
import io.countersign.query.presence.PresenceListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.task.TaskRejectedException;
import org.springframework.dao.DataAccessException;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/** Tells everybody who has the queue open which of its rows changed: the first change at once, then one message a second. */
@Component
final class QueuePush implements EventFeed.Listener, ClaimListener, PresenceListener {

    private static final Logger log = LoggerFactory.getLogger(QueuePush.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    /** More than a page of the queue; whoever is told that there are more asks for the page anew. */
    private static final int MAX_ROWS = 200;
    /** Of a change that made no version, and so is told only of rows that the view has. */
    private static final long NO_VERSION = -1;

    private final Queue queue;
    private final CurrentReviews reviews;
    private final SimpMessageSendingOperations messages;
    private final TaskScheduler scheduler;
    private Map<InvoiceId, Long> changed = new LinkedHashMap<>();
    private boolean scheduled;
    private Instant lastSent = Instant.EPOCH;

    QueuePush(
            Queue queue,
            CurrentReviews reviews,
            SimpMessageSendingOperations messages,
            @Qualifier("messageBrokerTaskScheduler") TaskScheduler scheduler) {
        this.queue = queue;
        this.reviews = reviews;
        this.messages = messages;
        this.scheduler = scheduler;
    }

    /**
     * The message.
     *
     * @param type always {@code queue_changed}
     * @param invoices the rows as they are now
     * @param truncated whether more changed than are in it
     */
    record QueueChanged(String type, List<QueueRow> invoices, boolean truncated) {}

    @Override
    public synchronized void onEvent(RecordedEvent event) {
        changed.put(event.event().invoiceId(), event.reviewVersion());
        schedule();
    }

    @Override
    public void onClaim(InvoiceId invoiceId) {
        sameVersion(invoiceId);
    }

    @Override
    public void onPeople(InvoiceId invoiceId) {
        sameVersion(invoiceId);
    }

    private synchronized void sameVersion(InvoiceId invoiceId) {
        changed.putIfAbsent(invoiceId, NO_VERSION);
        schedule();
    }

    private synchronized void schedule() {
        if (!scheduled && !changed.isEmpty()) {
            try {
                scheduler.schedule(this::send, lastSent.plus(INTERVAL));
                scheduled = true;
            } catch (TaskRejectedException stopping) {
                log.debug("The process stops; its clients learn of changes from another one");
            }
        }
    }

    private synchronized Map<InvoiceId, Long> take() {
        Map<InvoiceId, Long> taken = changed;
        changed = new LinkedHashMap<>();
        lastSent = Instant.now();
        return taken;
    }

    private void send() {
        Map<InvoiceId, Long> taken = take();
        try {
            List<QueueRow> rows = queue.withPeople(rows(taken));
            if (!rows.isEmpty()) {
                messages.convertAndSend(
                        "/topic/review-queue", new QueueChanged("queue_changed", rows, taken.size() > MAX_ROWS));
            }
        } catch (RuntimeException e) {
            log.warn("The change of {} invoices is told later: {}", taken.size(), e.getMessage());
            putBack(taken);
        } finally {
            sent();
        }
    }

    private synchronized void putBack(Map<InvoiceId, Long> taken) {
        taken.forEach((invoiceId, version) -> changed.merge(invoiceId, version, Math::max));
    }

    private synchronized void sent() {
        scheduled = false;
        schedule();
    }

    private List<QueueRow> rows(Map<InvoiceId, Long> wanted) {
        Map<InvoiceId, Long> told = wanted.entrySet().stream()
                .limit(MAX_ROWS)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        Map<InvoiceId, QueueRow> inView = queue.rows(told.keySet());
        List<QueueRow> rows = new ArrayList<>();
        told.forEach((invoiceId, version) -> {
            QueueRow row = inView.get(invoiceId);
            if (row != null && row.reviewVersion() >= version) {
                rows.add(row);
            } else if (version > NO_VERSION) {
                fromStore(invoiceId).ifPresent(rows::add);
            }
        });
        return rows;
    }

    /** Ahead of the view, which may not have the change yet; empty where the invoice's events cannot be folded. */
    private Optional<QueueRow> fromStore(InvoiceId invoiceId) {
        try {
            return reviews.of(invoiceId).map(now -> QueueRow.of(now.review(), now.newest()));
        } catch (DataAccessException storeTrouble) {
            throw storeTrouble;
        } catch (RuntimeException e) {
            log.error("The change of invoice {} is not told to the queue", invoiceId, e);
            return Optional.empty();
        }
    }
}
