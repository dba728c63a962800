package io.countersign.query.exports;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.platform.web.InvoiceNotFound;
import io.countersign.query.auditlog.EventLog;
import io.countersign.query.checkpoints.Checkpoints;
import io.countersign.query.exports.Exports.Recorded;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** An export from its beginning to its end, which is recorded whichever it is. */
@Component
class Exporting {

    private final Checkpoints checkpoints;
    private final ReviewHistory history;
    private final EventLog eventLog;
    private final Selector selector;
    private final Exports exports;
    private final ExportWriter writer;

    Exporting(
            Checkpoints checkpoints,
            ReviewHistory history,
            EventLog eventLog,
            Selector selector,
            Exports exports,
            ExportWriter writer) {
        this.checkpoints = checkpoints;
        this.history = history;
        this.eventLog = eventLog;
        this.selector = selector;
        this.exports = exports;
        this.writer = writer;
    }

    /** An export that is settled and not written yet. */
    record Begun(Recorded export, Selection selection) {}

    /**
     * Settles what the export holds: of what is committed now, signed in a checkpoint of its own.
     *
     * @throws InvoiceNotFound where the invoice asked for never was
     */
    Begun begin(ExportFormat format, ExportFilter filter, String requestedBy) {
        InvoiceId invoice = filter.invoiceId();
        if (invoice != null && !isKnown(invoice)) {
            throw new InvoiceNotFound(invoice.toString());
        }
        Recorded export = exports.begin(format, filter, requestedBy, checkpoints.sign());
        UUID id = export.exportId();
        return new Begun(export, orNoteThatItBrokeOff(id, () -> {
            Selection selection = selector.select(filter, export.treeSize(), streams -> exports.add(id, streams));
            exports.chosen(id, selection);
            return selection;
        }));
    }

    /** Writes it, and records how that ended. An {@link IOException} is the reader's. */
    void write(Begun begun, OutputStream out) throws IOException {
        UUID id = begun.export().exportId();
        String manifestSignature = orNoteThatItBrokeOff(id, () -> {
            String signature = writer.write(begun.export(), begun.selection(), out);
            out.flush();
            return signature;
        });
        exports.finish(id, manifestSignature);
    }

    /** An invoice of which the store has an event, or had one that the log still knows. */
    private boolean isKnown(InvoiceId invoice) {
        return history.currentVersion(invoice).isPresent()
                || eventLog.leafOf(invoice.toString(), 0).isPresent()
                || eventLog.leafOf(CommentAdded.streamOf(invoice), 0).isPresent();
    }

    @FunctionalInterface
    private interface Work<T, E extends Exception> {

        T run() throws E;
    }

    private <T, E extends Exception> T orNoteThatItBrokeOff(UUID id, Work<T, E> work) throws E {
        String reason = "Something went wrong; the log of the node says what.";
        boolean broken = true;
        try {
            T result = work.run();
            broken = false;
            return result;
        } catch (DataAccessException | TransactionException away) {
            reason = "The database did not answer.";
            throw away;
        } catch (Exception e) {
            if (e instanceof IOException) {
                reason = "The client went away before the end.";
            }
            throw e;
        } finally {
            if (broken) {
                exports.fail(id, reason);
            }
        }
    }
}
