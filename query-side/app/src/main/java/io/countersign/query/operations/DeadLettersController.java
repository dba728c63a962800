package io.countersign.query.operations;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.Cursor;
import io.countersign.query.platform.DeadLetter;
import io.countersign.query.platform.DeadLetters;
import io.countersign.query.platform.Page;
import io.countersign.query.platform.PageLimit;
import java.security.Principal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Events that a view cannot take in, for operators: which, why, and what to do about them. */
@RestController
@RequestMapping("/actuator/processors/{name}/dead-letters")
class DeadLettersController {

    private final Processors processors;
    private final DeadLetters deadLetters;
    private final DeadLetterDesk desk;

    DeadLettersController(Processors processors, DeadLetters deadLetters, DeadLetterDesk desk) {
        this.processors = processors;
        this.deadLetters = deadLetters;
        this.desk = desk;
    }

    /** A page of them, oldest first. */
    @GetMapping
    Page<Parked> deadLetters(
            @PathVariable String name,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        String list = "dead letters of " + name;
        long after = cursor == null ? Long.MIN_VALUE : Cursor.readNumber(list, cursor);
        return Page.of(
                        deadLetters.after(processors.named(name), after, size + 1),
                        size,
                        last -> Cursor.writeNumber(list, last.id()))
                .map(Parked::of);
    }

    /** Takes in the event and what waits behind it, once what was wrong is mended. */
    @PostMapping("/{id}/retry")
    Retried retry(@PathVariable String name, @PathVariable String id) {
        return Retried.of(desk.retry(processors.named(name), id));
    }

    /** Passes over the event, and takes in what waits behind it. */
    @DeleteMapping("/{id}")
    Retried drop(@PathVariable String name, @PathVariable String id, Principal operator) {
        return Retried.of(desk.drop(processors.named(name), id, operator.getName()));
    }

    /**
     * A dead letter. It holds no content of the invoice.
     *
     * @param version the number of the event, in the review or in the discussion
     * @param eventType e.g. {@code InvoiceCorrected}
     * @param cause the class of the exception
     * @param message where it went wrong
     * @param since when the event was tried first
     * @param triedAt when it was tried last
     * @param tries how often
     * @param waiting how many events of the invoice wait behind it
     */
    record Parked(
            long id,
            InvoiceId invoiceId,
            long version,
            String eventType,
            String cause,
            String message,
            Instant since,
            Instant triedAt,
            int tries,
            long waiting) {

        static Parked of(DeadLetter letter) {
            return new Parked(
                    letter.id(),
                    letter.invoiceId(),
                    letter.version(),
                    letter.eventType(),
                    letter.cause().type(),
                    letter.cause().message(),
                    letter.parkedAt(),
                    letter.triedAt(),
                    letter.tries(),
                    letter.waiting());
        }
    }

    /**
     * What came of a retry.
     *
     * @param state {@code cleared}, or {@code parked} where something stands in the way
     * @param deadLetter what does, {@code null} where nothing
     */
    record Retried(String state, @Nullable Parked deadLetter) {

        static Retried of(Optional<DeadLetter> inTheWay) {
            return inTheWay.map(letter -> new Retried("parked", Parked.of(letter)))
                    .orElseGet(() -> new Retried("cleared", null));
        }
    }
}
