package io.countersign.query.reviewqueue;

import io.countersign.query.platform.Page;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The queue of invoices. */
@RestController
class QueueController {

    private final Queue queue;

    QueueController(Queue queue) {
        this.queue = queue;
    }

    /**
     * A page of it.
     *
     * @param status one or several with commas between them
     * @param claimedBy only invoices that this user has claimed
     * @param text part of the number, the seller's or the buyer's name
     * @param sort a column, after {@code -} for the other direction
     * @param cursor where the page before ended
     */
    @GetMapping("/api/invoices")
    Page<QueueRow> invoices(
            @RequestParam(required = false) @Nullable String status,
            @RequestParam(name = "claimed_by", required = false) @Nullable String claimedBy,
            @RequestParam(name = "q", required = false) @Nullable String text,
            @RequestParam(required = false) @Nullable String sort,
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(required = false) @Nullable String cursor) {
        return queue.page(QueueQuery.of(status, claimedBy, text, sort, limit, cursor));
    }
}
