package io.countersign.query.exports;

import io.countersign.query.exports.Exports.Recorded;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.exc.JacksonIOException;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Writes manifests: what an export has to hold, after the log, and the checkpoint that it is proved against. */
@Component
class ManifestWriter {

    private static final String FORMAT = "countersign-export-1";

    private final Exports exports;
    private final ObjectWriter json;

    ManifestWriter(Exports exports, JsonMapper json) {
        this.exports = exports;
        this.json = json.writer().without(StreamWriteFeature.AUTO_CLOSE_TARGET);
    }

    /**
     * Writes the manifest of an export, stream by stream.
     *
     * @param events how many lines the export has
     */
    void write(Recorded export, long events, OutputStream out) throws IOException {
        try (JsonGenerator manifest = json.createGenerator(out)) {
            manifest.writeStartObject();
            manifest.writeStringProperty("format", FORMAT);
            manifest.writeStringProperty("export_id", export.exportId().toString());
            manifest.writePOJOProperty("exported_at", export.startedAt());
            manifest.writeStringProperty("exported_by", export.exportedBy());
            manifest.writePOJOProperty("filter", export.filter());
            manifest.writeBooleanProperty("complete", export.filter().selectsAll());
            manifest.writeNumberProperty("events", events);
            manifest.writeArrayPropertyStart("streams");
            String last = "";
            for (List<SelectedStream> page = exports.streamsAfter(export.exportId(), last);
                    !page.isEmpty();
                    page = exports.streamsAfter(export.exportId(), last)) {
                page.forEach(manifest::writePOJO);
                last = page.getLast().streamId();
            }
            manifest.writeEndArray();
            manifest.writeStringProperty("checkpoint", export.checkpoint());
            manifest.writeEndObject();
        } catch (JacksonIOException e) {
            throw e.getCause();
        }
    }
}
