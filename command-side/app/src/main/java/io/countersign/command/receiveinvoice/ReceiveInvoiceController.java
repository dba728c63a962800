package io.countersign.command.receiveinvoice;

import io.countersign.command.platform.DecisionResult;
import io.countersign.command.platform.Signature;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/invoices}. */
@RestController
class ReceiveInvoiceController {

    private final InvoiceReceiver receiver;

    ReceiveInvoiceController(InvoiceReceiver receiver) {
        this.receiver = receiver;
    }

    /**
     * Receives a document.
     *
     * @param fileName the sender's name for it, percent-encoded
     */
    @PostMapping("/api/invoices")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<DecisionResult> receive(
            @RequestBody(required = false) byte @Nullable [] body,
            @RequestHeader(name = HttpHeaders.CONTENT_TYPE, defaultValue = "") String mediaType,
            @RequestHeader(name = "X-File-Name", required = false) @Nullable String fileName,
            Signature signature) {
        DecisionResult result =
                receiver.receive(body == null ? new byte[0] : body, mediaType, decoded(fileName), signature);
        return ResponseEntity.created(URI.create("/api/invoices/" + result.invoiceId()))
                .body(result);
    }

    private static @Nullable String decoded(@Nullable String fileName) {
        if (fileName == null) {
            return null;
        }
        try {
            return URLDecoder.decode(fileName.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return fileName;
        }
    }
}
