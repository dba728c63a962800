package io.countersign.query.invoicedetail;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.query.platform.CurrentReviews;
import io.countersign.query.platform.EventFeed;
import io.countersign.query.platform.ReviewVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Waits for versions that somebody was told of and that are not in the store yet as this process sees it. */
@Component
final class AnnouncedVersions implements EventFeed.Listener {

    static final Duration PATIENCE = Duration.ofSeconds(2);

    private final CurrentReviews reviews;
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();

    AnnouncedVersions(CurrentReviews reviews) {
        this.reviews = reviews;
    }

    /**
     * The review as it stands, of that version or a newer one.
     *
     * @throws ViewBehind where that version does not come in time
     */
    ReviewVersion atLeast(InvoiceId invoiceId, long version) {
        Wait wait = new Wait(invoiceId, version, new CountDownLatch(1));
        // Listens before it looks, so that an event in between is not missed.
        waits.add(wait);
        try {
            Optional<ReviewVersion> now = current(invoiceId, version);
            if (now.isEmpty() && wait.came.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                now = current(invoiceId, version);
            }
            return now.orElseThrow(() -> new ViewBehind(invoiceId, version));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ViewBehind(invoiceId, version);
        } finally {
            waits.remove(wait);
        }
    }

    @Override
    public void onEvent(RecordedEvent event) {
        for (Wait wait : waits) {
            if (wait.invoiceId.equals(event.event().invoiceId()) && wait.version <= event.reviewVersion()) {
                wait.came.countDown();
            }
        }
    }

    /** How many requests wait just now. */
    int waiting() {
        return waits.size();
    }

    private Optional<ReviewVersion> current(InvoiceId invoiceId, long version) {
        return reviews.of(invoiceId).filter(found -> found.review().version() >= version);
    }

    private record Wait(InvoiceId invoiceId, long version, CountDownLatch came) {}
}
