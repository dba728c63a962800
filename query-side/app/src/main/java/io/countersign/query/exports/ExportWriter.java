package io.countersign.query.exports;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.query.auditlog.EventLog;
import io.countersign.query.auditlog.Hash;
import io.countersign.query.exports.Exports.Recorded;
import io.countersign.query.platform.InvoiceNumbers;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.IntConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes what was chosen in the format that was asked for. */
@Component
class ExportWriter {

    private final SelectedEvents events;
    private final EventLog log;
    private final InvoiceNumbers numbers;
    private final Documents documents;
    private final Exports exports;
    private final ManifestWriter manifests;
    private final JsonMapper json;

    ExportWriter(
            SelectedEvents events,
            EventLog log,
            InvoiceNumbers numbers,
            Documents documents,
            Exports exports,
            ManifestWriter manifests,
            JsonMapper json) {
        this.events = events;
        this.log = log;
        this.numbers = numbers;
        this.documents = documents;
        this.exports = exports;
        this.manifests = manifests;
        this.json = json;
    }

    /**
     * Writes it whole; what is read from the database is never more than a batch.
     *
     * @return the signature of its manifest
     */
    String write(Recorded export, Selection selection, OutputStream out) throws IOException {
        return switch (export.format()) {
            case NDJSON -> manifests.sign(export, writeLines(export, selection, out));
            case CSV -> {
                long[] events = {0};
                writeTable(selection, out, count -> {
                    events[0] += count;
                    exports.written(export.exportId(), count);
                });
                yield manifests.sign(export, events[0]);
            }
            case ARCHIVE -> writeArchive(export, selection, out);
        };
    }

    private long writeLines(Recorded export, Selection selection, OutputStream out) throws IOException {
        long[] lines = {0};
        boolean complete = export.filter().selectsAll();
        events.read(selection, batch -> {
            List<List<Hash>> paths = complete
                    ? List.of()
                    : log.inclusion(batch.stream().map(SelectedEvent::leaf).toList(), export.treeSize());
            for (int i = 0; i < batch.size(); i++) {
                out.write(json.writeValueAsBytes(EventLine.of(batch.get(i), complete ? null : paths.get(i))));
                out.write('\n');
            }
            out.flush();
            lines[0] += batch.size();
            exports.written(export.exportId(), batch.size());
        });
        return lines[0];
    }

    private void writeTable(Selection selection, OutputStream out, IntConsumer written) throws IOException {
        CsvTable table = new CsvTable(out);
        events.read(selection, batch -> {
            List<InvoiceId> invoices = batch.stream()
                    .map(event -> event.content().invoiceId())
                    .filter(Objects::nonNull)
                    .flatMap(id -> InvoiceId.parse(id).stream())
                    .distinct()
                    .toList();
            table.add(batch, numbers.of(invoices));
            out.flush();
            written.accept(batch.size());
        });
    }

    /** The manifest comes last: an archive that has one is whole. */
    private String writeArchive(Recorded export, Selection selection, OutputStream out) throws IOException {
        // Left open where it breaks off: closed, it would look whole.
        ZipOutputStream archive = new ZipOutputStream(out);
        begin(archive, "events.ndjson", export);
        long lines = writeLines(export, selection, archive);
        begin(archive, "events.csv", export);
        writeTable(selection, archive, _ -> {});
        writeDocuments(export, archive);
        String signature = manifests.sign(export, lines);
        begin(archive, "manifest.json", export);
        manifests.write(export, lines, signature, archive);
        archive.finish();
        return signature;
    }

    private void writeDocuments(Recorded export, ZipOutputStream archive) throws IOException {
        String last = "";
        @Nullable InvoiceId done = null;
        for (List<SelectedStream> page = exports.streamsAfter(export.exportId(), last);
                !page.isEmpty();
                page = exports.streamsAfter(export.exportId(), last)) {
            List<ExportedDocument> written = new ArrayList<>();
            for (SelectedStream stream : page) {
                // Of refused attempts there are those on many.
                InvoiceId invoice = InvoiceId.parse(stream.streamId())
                        .or(() -> CommentAdded.invoiceOf(stream.streamId()))
                        .orElse(null);
                if (invoice != null && !invoice.equals(done)) {
                    done = invoice;
                    written.add(writeDocument(invoice, export, archive));
                }
            }
            exports.addDocuments(export.exportId(), written);
            last = page.getLast().streamId();
        }
    }

    private ExportedDocument writeDocument(InvoiceId invoice, Recorded export, ZipOutputStream archive)
            throws IOException {
        Optional<Documents.Document> document = documents.of(invoice);
        if (document.isEmpty()) {
            return new ExportedDocument(invoice, null, null);
        }
        byte[] content = document.get().content();
        String path = "documents/" + invoice + "/" + document.get().fileName();
        begin(archive, path, export);
        archive.write(content);
        return new ExportedDocument(invoice, path, Hash.sha256(content).hex());
    }

    private static void begin(ZipOutputStream archive, String name, Recorded export) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setLastModifiedTime(FileTime.from(export.requestedAt()));
        archive.putNextEntry(entry);
    }
}
