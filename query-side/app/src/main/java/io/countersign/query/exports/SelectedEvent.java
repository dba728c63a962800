package io.countersign.query.exports;

import io.countersign.query.auditlog.Leaf;

/**
 * An event as it is stored, of which nothing is believed: hashes in hex, texts to the letter.
 *
 * @param leaf what the log has of it
 * @param recordedAt RFC 3339, to the microsecond
 */
record SelectedEvent(
        Leaf leaf,
        String eventId,
        String eventType,
        String revision,
        String recordedAt,
        String payload,
        String metadata,
        String previousHash,
        String contentHash,
        String hash) {

    EventContent content() {
        return EventContent.of(payload, metadata);
    }
}
