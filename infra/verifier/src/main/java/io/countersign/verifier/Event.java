package io.countersign.verifier;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An event as it is stored; hashes in hex. */
record Event(
        String streamId,
        long version,
        String eventId,
        String eventType,
        String revision,
        Instant recordedAt,
        String payload,
        String metadata,
        String previousHash,
        String contentHash,
        String hash) {

    /** The type of the event that an invoice was received with. */
    static final String RECEIVED = "InvoiceReceived";

    static final String DOCUMENT_ALTERED = "its document was altered: it does not have the SHA-256 that the event says";

    static final String OF_ANOTHER_INVOICE = "it is not of the invoice that was asked for";

    /** Before what is wrong with an event of which less is known than its hash covers. */
    static final String UNREADABLE = "it cannot be read: ";

    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** What is wrong with the event by itself, {@code null} where nothing is. */
    @Nullable
    String flaw() {
        try {
            return flawOfHashes();
        } catch (DateTimeException infinite) {
            return UNREADABLE + "its instant is none";
        } catch (CannotVerify noText) {
            return UNREADABLE + noText.getMessage();
        }
    }

    private @Nullable String flawOfHashes() {
        String content = new Digest()
                .field("countersign-content-1")
                .field(payload)
                .field(metadata)
                .sha256();
        if (!content.equals(contentHash)) {
            return "its content was changed: payload and metadata do not have its content hash";
        }
        String own = new Digest()
                .field("countersign-event-1")
                .hex(previousHash)
                .field(streamId)
                .field(Long.toString(version))
                .field(eventId)
                .field(eventType)
                .field(revision)
                .field(INSTANT.format(recordedAt))
                .hex(contentHash)
                .sha256();
        if (!own.equals(hash)) {
            return "its hash is not that of what it says: its instant, its place, its names or the hash was changed";
        }
        return null;
    }

    /** The streams of an invoice's own events: its review and its discussion. */
    static Set<String> streamsOf(String invoice) {
        return Set.of(invoice, invoice + "/discussion");
    }

    /** The SHA-256 of the document that an invoice came as, by the payload of its first event; empty where it has none. */
    static Optional<String> documentHash(String payload) {
        return content(payload)
                .flatMap(content -> content.optionalObject("source"))
                .flatMap(source -> source.optionalText("sha256"));
    }

    /** The invoice that an event is about, by its payload; empty where that does not say. */
    static Optional<String> invoiceId(String payload) {
        return content(payload).flatMap(content -> content.optionalText("invoice_id"));
    }

    private static Optional<Json> content(String payload) {
        try {
            return Optional.of(Json.parse(payload));
        } catch (CannotVerify malformed) {
            return Optional.empty();
        }
    }

    /** Its leaf in the log. */
    String leaf() {
        return leaf(streamId, version, hash);
    }

    /** The hash of the leaf of an event with that hash. */
    static String leaf(String streamId, long version, String hash) {
        return new Digest()
                .octet(0)
                .field("countersign-leaf-1")
                .field(streamId)
                .field(Long.toString(version))
                .hex(hash)
                .sha256();
    }
}
