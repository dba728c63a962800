/**
 * Exports: events to take away, with the documents that they came from, proved by a manifest against a signed
 * checkpoint. {@code docs/audit.md} lays down the format.
 *
 * <p>What an export holds is settled before its first byte: leaves of the log that its checkpoint covers. From then on it
 * is written in batches, each a query of its own, so however slowly a client reads, no transaction waits for it.
 */
@NullMarked
package io.countersign.query.exports;

import org.jspecify.annotations.NullMarked;
