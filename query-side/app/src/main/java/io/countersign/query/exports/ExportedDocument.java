package io.countersign.query.exports;

import io.countersign.contract.review.InvoiceId;
import org.jspecify.annotations.Nullable;

/**
 * The document that an invoice came as, as an archive holds it.
 *
 * @param path where in the archive; {@code null} where the store had none
 * @param sha256 of what stands there, in hex; {@code null} where the store had none
 */
record ExportedDocument(
        InvoiceId invoiceId,
        @Nullable String path,
        @Nullable String sha256) {}
