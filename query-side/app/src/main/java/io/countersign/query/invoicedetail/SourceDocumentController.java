package io.countersign.query.invoicedetail;

import io.countersign.platform.web.InvoiceNotFound;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The document that an invoice came as, byte for byte. */
@RestController
class SourceDocumentController {

    /** Its bytes never change; they are for who asked and for no proxy. */
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable();

    private final JdbcClient jdbc;

    SourceDocumentController(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @GetMapping("/api/invoices/{id}/source")
    ResponseEntity<byte[]> source(@PathVariable String id) {
        Document document = jdbc.sql("""
                        SELECT media_type, file_name, content, encode(sha256, 'hex') AS sha256 FROM event_store.source_document
                        WHERE invoice_id = ?""")
                .param(InvoiceNotFound.orId(id).value())
                .query((row, _) -> new Document(
                        row.getString("media_type"),
                        Optional.ofNullable(row.getString("file_name")),
                        row.getBytes("content"),
                        row.getString("sha256")))
                .optional()
                .orElseThrow(() -> new InvoiceNotFound(id));
        MediaType mediaType = document.type();
        return ResponseEntity.ok()
                .contentType(mediaType)
                // A stranger made this document: whatever it is, opened in a browser it runs nothing as ours.
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .eTag(document.sha256)
                .cacheControl(FOR_EVER)
                .headers(headers -> headers.setContentDisposition(document.disposition(mediaType)))
                .body(document.content);
    }

    private record Document(String mediaType, Optional<String> fileName, byte[] content, String sha256) {

        MediaType type() {
            try {
                MediaType type = MediaType.parseMediaType(mediaType);
                return type.isConcrete() ? type : MediaType.APPLICATION_OCTET_STREAM;
            } catch (InvalidMediaTypeException unknown) {
                return MediaType.APPLICATION_OCTET_STREAM;
            }
        }

        ContentDisposition disposition(MediaType type) {
            ContentDisposition.Builder disposition = MediaType.APPLICATION_PDF.equalsTypeAndSubtype(type)
                    ? ContentDisposition.inline()
                    : ContentDisposition.attachment();
            @Nullable String name = fileName.map(Document::harmless).orElse(null);
            return name == null
                    ? disposition.build()
                    : disposition.filename(name, StandardCharsets.UTF_8).build();
        }

        /** Without control characters and without directories. */
        private static String harmless(String name) {
            return name.replaceAll("\\p{Cntrl}", "").replaceAll("[/\\\\]", "_");
        }
    }
}
