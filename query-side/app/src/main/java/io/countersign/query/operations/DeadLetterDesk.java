package io.countersign.query.operations;

import io.countersign.query.platform.DeadLetter;
import io.countersign.query.platform.DeadLetters;
import io.countersign.query.platform.Failure;
import io.countersign.query.platform.Projection;
import io.countersign.query.platform.Redelivery;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What operators do about dead letters. Each is one transaction that holds the letter, so that two of them on two nodes
 * come one after the other, and a batch with a newer event of the invoice before or after both.
 */
@Component
class DeadLetterDesk {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterDesk.class);

    private final TransactionTemplate transaction;
    private final DeadLetters deadLetters;
    private final Redelivery redelivery;

    DeadLetterDesk(PlatformTransactionManager transactionManager, DeadLetters deadLetters, Redelivery redelivery) {
        this.transaction = new TransactionTemplate(transactionManager);
        this.deadLetters = deadLetters;
        this.redelivery = redelivery;
    }

    /**
     * Takes in the event and what waits behind it, in order; what stands in the way now, empty where nothing does.
     *
     * @throws DeadLetterNotFound where there is none of that id
     */
    Optional<DeadLetter> retry(Projection projection, String id) {
        return retry(projection, id, _ -> {});
    }

    /**
     * Passes over the event, on record, and takes in what waits behind it; what stands in the way then, empty where nothing
     * does.
     *
     * @throws DeadLetterNotFound where there is none of that id
     */
    Optional<DeadLetter> drop(Projection projection, String id, String operator) {
        return retry(projection, id, letter -> {
            deadLetters.drop(projection.name(), letter, operator);
            log.warn(
                    "{} dropped version {} of invoice {} from {}",
                    operator,
                    letter.version(),
                    letter.invoiceId(),
                    projection.name());
        });
    }

    private Optional<DeadLetter> retry(Projection projection, String id, Consumer<DeadLetter> first) {
        return Objects.requireNonNull(transaction.execute(_ -> {
            deadLetters.lockView(projection);
            DeadLetter letter = number(id)
                    .flatMap(number -> deadLetters.hold(projection, number))
                    .orElseThrow(() -> new DeadLetterNotFound(projection.name(), id));
            first.accept(letter);
            Optional<Failure> failure = redelivery.redeliver(projection, letter.invoiceId(), letter.version());
            if (failure.isPresent() && failure.get().version() == letter.version()) {
                deadLetters.keep(letter, failure.get());
            } else {
                // What waited behind it is another letter: who drops this one once more has not seen that.
                deadLetters.remove(letter);
                failure.ifPresent(next -> deadLetters.park(projection.name(), Map.of(letter.invoiceId(), next)));
            }
            return deadLetters.of(projection, letter.invoiceId());
        }));
    }

    private static Optional<Long> number(String id) {
        try {
            return Optional.of(Long.parseLong(id));
        } catch (NumberFormatException none) {
            return Optional.empty();
        }
    }
}
