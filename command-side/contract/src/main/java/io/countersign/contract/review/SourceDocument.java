package io.countersign.contract.review;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a document as received; its bytes are kept beside the events.
 *
 * @param mediaType e.g. {@code application/pdf}
 * @param sha256 SHA-256 of the bytes, lower-case hex
 * @param bytes its length
 * @param fileName the sender's name for it, where one was given
 */
public record SourceDocument(
        String mediaType,
        String sha256,
        long bytes,
        @Nullable String fileName) {}
