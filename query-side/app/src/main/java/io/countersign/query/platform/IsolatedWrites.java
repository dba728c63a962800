package io.countersign.query.platform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes the rows of a batch together; where one of them cannot be stored, each alone, so that it stops no other. */
public final class IsolatedWrites {

    private final TransactionTemplate savepoint;

    /** Writes within the transactions of that manager. */
    public IsolatedWrites(PlatformTransactionManager transactionManager) {
        // Within the transaction of the batch, and undoes only its own writes where it fails.
        this.savepoint = new TransactionTemplate(transactionManager);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /** Writes them; the keys of those that cannot be stored, and why. */
    public <K, R> Map<K, RuntimeException> write(Map<K, R> rows, Consumer<List<R>> write) {
        Map<K, RuntimeException> refused = new LinkedHashMap<>();
        if (!rows.isEmpty() && refused(new ArrayList<>(rows.values()), write).isPresent()) {
            rows.forEach((key, row) -> refused(List.of(row), write).ifPresent(why -> refused.put(key, why)));
        }
        return refused;
    }

    private <R> Optional<DataIntegrityViolationException> refused(List<R> rows, Consumer<List<R>> write) {
        try {
            savepoint.executeWithoutResult(_ -> write.accept(rows));
            return Optional.empty();
        } catch (DataIntegrityViolationException oneOfThem) {
            return Optional.of(oneOfThem);
        }
    }
}
