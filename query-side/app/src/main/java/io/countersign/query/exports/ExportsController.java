package io.countersign.query.exports;

import io.countersign.query.exports.Exporting.Begun;
import io.countersign.query.exports.Exports.Recorded;
import io.countersign.query.platform.Cursor;
import io.countersign.query.platform.Page;
import io.countersign.query.platform.PageLimit;
import io.countersign.query.platform.Parameters;
import io.countersign.query.platform.Period;
import io.countersign.query.platform.RunState;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Exports: taken away, and on record. */
@RestController
@RequestMapping("/api/audit")
class ExportsController {

    private static final String LIST = "exports";

    private static final DateTimeFormatter FILE_NAME_INSTANT =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Exporting exporting;
    private final Exports exports;
    private final ManifestWriter manifests;

    ExportsController(Exporting exporting, Exports exports, ManifestWriter manifests) {
        this.exporting = exporting;
        this.exports = exports;
        this.manifests = manifests;
    }

    /**
     * Writes an export. It goes straight to the connection, on the request's own thread: where the connection stalls,
     * that thread waits, and nothing else does.
     */
    @GetMapping("/export")
    void export(
            @RequestParam(required = false) @Nullable String from,
            @RequestParam(required = false) @Nullable String to,
            @RequestParam(required = false) @Nullable String actor,
            @RequestParam(name = "invoice_id", required = false) @Nullable String invoiceId,
            @RequestParam(required = false) @Nullable String format,
            Principal auditor,
            HttpMethod method,
            HttpServletResponse response)
            throws IOException, HttpRequestMethodNotSupportedException {
        if (!method.equals(HttpMethod.GET)) {
            // A HEAD would make, and record, all that it then throws away.
            throw new HttpRequestMethodNotSupportedException(method.name(), List.of(HttpMethod.GET.name()));
        }
        ExportFilter filter = new ExportFilter(
                Period.of(from, to),
                Parameters.actor(actor).orElse(null),
                Parameters.invoiceId(invoiceId).orElse(null));
        Begun begun = exporting.begin(ExportFormat.of(format), filter, auditor.getName());
        Recorded export = begun.export();
        response.setContentType(export.format().contentType());
        response.setHeader("Export-Id", export.exportId().toString());
        response.setHeader("Export-Events", Long.toString(begun.selection().size()));
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                attachment(export, export.format().extension()));
        stream(response, out -> exporting.write(begun, out));
    }

    /** A page of all exports, newest first. */
    @GetMapping("/exports")
    Page<RecordedExport> exports(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = PageLimit.of(limit);
        List<Recorded> found =
                exports.before(cursor == null ? Long.MAX_VALUE : Cursor.readNumber(LIST, cursor), size + 1);
        return Page.of(found, size, last -> Cursor.writeNumber(LIST, last.number()))
                .map(RecordedExport::of);
    }

    /** The manifest of an export that came to its end. */
    @GetMapping("/exports/{export_id}/manifest")
    void manifest(@PathVariable("export_id") String exportId, HttpServletResponse response) throws IOException {
        Recorded export =
                Parameters.id(exportId).flatMap(exports::find).orElseThrow(() -> new ExportNotFound(exportId));
        if (export.state() != RunState.DONE) {
            throw new ExportUnfinished(export);
        }
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setHeader(HttpHeaders.CONTENT_DISPOSITION, attachment(export, "manifest.json"));
        stream(response, out -> manifests.write(export, export.events(), export.manifestSignature(), out));
    }

    /**
     * An export.
     *
     * @param filter which events were asked for
     * @param state {@code running}, {@code done}: all of it was handed to the connection, or {@code failed}
     * @param events how many events were written so far
     * @param totalEvents how many there are to write, after the log, {@code null} until they are chosen; where it was done
     *     with fewer, the store lacks some
     * @param streams of how many streams
     * @param failure why it failed
     */
    record RecordedExport(
            UUID exportId,
            ExportFormat format,
            ExportFilter filter,
            String requestedBy,
            Instant requestedAt,
            @Nullable Instant finishedAt,
            RunState state,
            long events,
            @Nullable Long totalEvents,
            long streams,
            @Nullable String failure) {

        static RecordedExport of(Recorded export) {
            return new RecordedExport(
                    export.exportId(),
                    export.format(),
                    export.filter(),
                    export.requestedBy(),
                    export.requestedAt(),
                    export.finishedAt(),
                    export.state(),
                    export.events(),
                    export.totalEvents(),
                    export.streams(),
                    export.failure());
        }
    }

    @FunctionalInterface
    private interface Body {

        void write(OutputStream out) throws IOException;
    }

    private static void stream(HttpServletResponse response, Body body) throws IOException {
        try {
            body.write(response.getOutputStream());
        } catch (RuntimeException e) {
            if (!response.isCommitted()) {
                // What was begun is not to stand before what went wrong.
                response.reset();
            }
            throw e;
        }
    }

    /** As a file with a name that says what is in it. */
    private static String attachment(Recorded export, String extension) {
        ExportFilter filter = export.filter();
        StringBuilder name = new StringBuilder("countersign-");
        if (filter.invoiceId() != null) {
            name.append("invoice-").append(filter.invoiceId()).append('-');
        }
        if (filter.actor() != null) {
            name.append(filter.actor().replaceAll("[^\\p{L}\\p{N}]+", "_")).append('-');
        }
        if (filter.period().from() != null) {
            name.append("from-")
                    .append(FILE_NAME_INSTANT.format(filter.period().from()))
                    .append('-');
        }
        if (filter.period().to() != null) {
            name.append("to-")
                    .append(FILE_NAME_INSTANT.format(filter.period().to()))
                    .append('-');
        }
        name.append("exported-").append(FILE_NAME_INSTANT.format(export.requestedAt()));
        return ContentDisposition.attachment()
                .filename(name + "." + extension, StandardCharsets.UTF_8)
                .build()
                .toString();
    }
}
