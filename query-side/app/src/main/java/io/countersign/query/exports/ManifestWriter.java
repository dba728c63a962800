package io.countersign.query.exports;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.auditlog.Hash;
import io.countersign.query.checkpoints.Checkpoints;
import io.countersign.query.exports.Exports.Recorded;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Writes and signs manifests: what an export has to hold, after the log, and the checkpoint that it is proved against. */
@Component
class ManifestWriter {

    private static final String FORMAT = "countersign-export-1";

    private static final InvoiceId BEFORE_ALL = new InvoiceId(new UUID(0, 0));

    /** Not such that the note could be taken for a checkpoint. */
    private static final String SIGNED = "countersign-manifest-1";

    private final Exports exports;
    private final Checkpoints checkpoints;
    private final ObjectWriter json;

    ManifestWriter(Exports exports, Checkpoints checkpoints, JsonMapper json) {
        this.exports = exports;
        this.checkpoints = checkpoints;
        this.json = json.writer()
                .without(StreamWriteFeature.AUTO_CLOSE_TARGET)
                .without(StreamWriteFeature.AUTO_CLOSE_CONTENT);
    }

    /**
     * Writes the manifest of an export, stream by stream.
     *
     * @param events how many lines the export has
     * @param signature what {@link #sign} made of it; {@code null} where it was never signed
     */
    void write(Recorded export, long events, @Nullable String signature, OutputStream out) throws IOException {
        try (JsonGenerator manifest = json.createGenerator(out)) {
            writeUnsigned(export, events, manifest);
            if (signature != null) {
                manifest.writeStringProperty("signature", signature);
            }
            manifest.writeEndObject();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }

    /** Signs all that stands in the manifest before the signature, which is its last member: a signed note. */
    String sign(Recorded export, long events) {
        MessageDigest digest = Hash.newDigest();
        try (JsonGenerator manifest =
                json.createGenerator(new DigestOutputStream(OutputStream.nullOutputStream(), digest))) {
            writeUnsigned(export, events, manifest);
        }
        return checkpoints.note(SIGNED + "\n" + HexFormat.of().formatHex(digest.digest()) + "\n");
    }

    private void writeUnsigned(Recorded export, long events, JsonGenerator manifest) {
        UUID id = export.exportId();
        manifest.writeStartObject();
        manifest.writeStringProperty("format", FORMAT);
        manifest.writeStringProperty("export_id", id.toString());
        manifest.writePOJOProperty("requested_at", export.requestedAt());
        manifest.writeStringProperty("requested_by", export.requestedBy());
        manifest.writePOJOProperty("filter", export.filter());
        manifest.writeBooleanProperty("complete", export.filter().selectsAll());
        manifest.writeNumberProperty("events", events);
        manifest.writeArrayPropertyStart("streams");
        String lastStream = "";
        for (List<SelectedStream> page = exports.streamsAfter(id, lastStream);
                !page.isEmpty();
                page = exports.streamsAfter(id, lastStream)) {
            page.forEach(manifest::writePOJO);
            lastStream = page.getLast().streamId();
        }
        manifest.writeEndArray();
        if (export.format() == ExportFormat.ARCHIVE) {
            manifest.writeArrayPropertyStart("documents");
            InvoiceId lastInvoice = BEFORE_ALL;
            for (List<ExportedDocument> page = exports.documentsAfter(id, lastInvoice);
                    !page.isEmpty();
                    page = exports.documentsAfter(id, lastInvoice)) {
                page.forEach(manifest::writePOJO);
                lastInvoice = page.getLast().invoiceId();
            }
            manifest.writeEndArray();
        }
        manifest.writeStringProperty("checkpoint", export.checkpoint());
    }
}
