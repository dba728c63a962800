package io.countersign.command.platform;

import io.countersign.contract.review.InvoiceId;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What decisions were answered with, by user and idempotency key, so that a retry gets the first result on any node and
 * after any restart. Written in the transaction of the decision's event.
 */
@Component
public class Receipts {

    private final JdbcClient jdbc;

    Receipts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Receipt(byte[] requestHash, DecisionResult result) {}

    /**
     * The first result of the decision that this key of this user names; empty where it is new.
     *
     * @param requestHash SHA-256 of what is asked for
     * @throws IdempotencyKeyReused where the key named something else
     */
    public Optional<DecisionResult> replay(String actor, UUID key, byte[] requestHash) {
        Optional<Receipt> receipt = jdbc.sql("""
                        SELECT request_hash, invoice_id, review_version FROM event_store.receipt
                        WHERE actor = ? AND command_id = ?""")
                .param(actor)
                .param(key)
                .query((row, _) -> new Receipt(
                        row.getBytes("request_hash"),
                        new DecisionResult(
                                new InvoiceId(row.getObject("invoice_id", UUID.class)), row.getLong("review_version"))))
                .optional();
        if (receipt.isPresent() && !Arrays.equals(receipt.get().requestHash(), requestHash)) {
            throw new IdempotencyKeyReused();
        }
        return receipt.map(Receipt::result);
    }

    /** Keeps a result. A twin in flight waits here, and is refused by the key when the first one commits. */
    void keep(String actor, UUID key, byte[] requestHash, DecisionResult result) {
        jdbc.sql("""
                        INSERT INTO event_store.receipt (actor, command_id, request_hash, invoice_id, review_version)
                        VALUES (?, ?, ?, ?, ?)""")
                .param(actor)
                .param(key)
                .param(requestHash)
                .param(result.invoiceId().value())
                .param(result.reviewVersion())
                .update();
    }
}
