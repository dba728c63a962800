package io.countersign.query.platform;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes the rows of a batch together; where one of them cannot be stored, each alone, so that it is logged and stops
 * no other.
 */
public final class IsolatedWrites {

    private static final Logger log = LoggerFactory.getLogger(IsolatedWrites.class);

    private final String view;
    private final TransactionTemplate savepoint;

    /** Writes into the view of that name. */
    public IsolatedWrites(String view, PlatformTransactionManager transactionManager) {
        this.view = view;
        // Within the transaction of the batch, and undoes only its own writes where it fails.
        this.savepoint = new TransactionTemplate(transactionManager);
        this.savepoint.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /** Writes them; the keys say in the log what could not be stored. */
    public <R> void write(Map<?, R> rows, Consumer<List<R>> write) {
        if (rows.isEmpty()) {
            return;
        }
        try {
            savepoint.executeWithoutResult(_ -> write.accept(new ArrayList<>(rows.values())));
        } catch (DataIntegrityViolationException oneOfThem) {
            rows.forEach((key, row) -> writeAlone(key, row, write));
        }
    }

    private <R> void writeAlone(Object key, R row, Consumer<List<R>> write) {
        try {
            savepoint.executeWithoutResult(_ -> write.accept(List.of(row)));
        } catch (DataIntegrityViolationException e) {
            log.error("{}: {} stays as it was, its row cannot be stored", view, key, e);
        }
    }
}
