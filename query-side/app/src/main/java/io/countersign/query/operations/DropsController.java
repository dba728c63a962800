package io.countersign.query.operations;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.Cursor;
import io.countersign.query.platform.DeadLetters;
import io.countersign.query.platform.DroppedEvent;
import io.countersign.query.platform.Page;
import io.countersign.query.platform.PageLimit;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What operators had a view pass over, for the operators who come after them. */
@RestController
class DropsController {

    private final Processors processors;
    private final DeadLetters deadLetters;

    DropsController(Processors processors, DeadLetters deadLetters) {
        this.processors = processors;
        this.deadLetters = deadLetters;
    }

    /** A page of them, newest first. */
    @GetMapping("/actuator/processors/{name}/drops")
    Page<Dropped> drops(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        String list = "drops of " + name;
        long before = cursor == null ? Long.MAX_VALUE : Cursor.readNumber(list, cursor);
        return Page.of(
                        deadLetters.droppedBefore(processors.named(name), before, size + 1),
                        size,
                        last -> Cursor.writeNumber(list, last.dropId()))
                .map(Dropped::of);
    }

    /**
     * An event that was dropped. It holds no content of the invoice.
     *
     * @param version the number of the event, in the review or in the discussion
     * @param cause the class of the exception
     * @param message where it went wrong
     * @param since when the event was tried first
     */
    record Dropped(
            Instant droppedAt,
            String droppedBy,
            InvoiceId invoiceId,
            long version,
            String eventType,
            String cause,
            String message,
            Instant since) {

        static Dropped of(DroppedEvent event) {
            return new Dropped(
                    event.droppedAt(),
                    event.droppedBy(),
                    event.invoiceId(),
                    event.version(),
                    event.eventType(),
                    event.cause().type(),
                    event.cause().message(),
                    event.since());
        }
    }
}
