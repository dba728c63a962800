package io.countersign.query.exports;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.web.InvoiceNotFound;
import io.countersign.query.auditlog.EventLog;
import io.countersign.query.checkpoints.Checkpoint;
import io.countersign.query.checkpoints.Checkpoints;
import io.countersign.query.exports.Exports.Recorded;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** An export from its beginning to its end, which is recorded whichever it is. */
@Component
class Exporting {

    private static final Logger log = LoggerFactory.getLogger(Exporting.class);

    private final Checkpoints checkpoints;
    private final EventLog eventLog;
    private final Selector selector;
    private final Exports exports;
    private final ExportWriter writer;

    Exporting(Checkpoints checkpoints, EventLog eventLog, Selector selector, Exports exports, ExportWriter writer) {
        this.checkpoints = checkpoints;
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
    Begun begin(ExportFormat format, ExportFilter filter, String exportedBy) {
        Checkpoint checkpoint = checkpoints.sign();
        InvoiceId invoice = filter.invoiceId();
        if (invoice != null && !isKnown(invoice)) {
            throw new InvoiceNotFound(invoice.toString());
        }
        Recorded export = exports.begin(format, filter, exportedBy, checkpoint);
        UUID id = export.exportId();
        try {
            Selection selection = selector.select(filter, export.treeSize(), streams -> exports.add(id, streams));
            exports.chosen(id, selection.size());
            return new Begun(export, selection);
        } catch (RuntimeException e) {
            throw broken(id, e);
        }
    }

    /** Writes it, and records how that ended. An {@link IOException} is the reader's. */
    void write(Begun begun, OutputStream out) throws IOException {
        UUID id = begun.export().exportId();
        try {
            writer.write(begun.export(), begun.selection(), out);
            out.flush();
        } catch (IOException e) {
            fail(id, "The client went away before the end.");
            throw e;
        } catch (RuntimeException e) {
            throw broken(id, e);
        }
        exports.finish(id);
    }

    private boolean isKnown(InvoiceId invoice) {
        return eventLog.leafOf(invoice.toString(), 0).isPresent()
                || eventLog.leafOf(CommentAdded.streamOf(invoice), 0).isPresent();
    }

    private RuntimeException broken(UUID id, RuntimeException e) {
        boolean store = e instanceof DataAccessException || e instanceof TransactionException;
        fail(id, store ? "The database did not answer." : "Something went wrong; the log of the node says what.");
        return e;
    }

    private void fail(UUID id, String reason) {
        try {
            exports.fail(id, reason);
        } catch (DataAccessException | TransactionException away) {
            log.warn("That export {} broke off will be recorded when the database is there again", id);
        }
    }
}
