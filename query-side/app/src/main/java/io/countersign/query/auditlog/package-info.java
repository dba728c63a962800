/**
 * A Merkle log over the whole event store, after RFC 6962: one leaf for each event of each stream, in an order that is
 * never changed. Its tree heads say what the store holds; an event altered, removed or put in later fits none of those
 * that were given out before. {@code docs/audit.md} describes what is hashed.
 */
@NullMarked
package io.countersign.query.auditlog;

import org.jspecify.annotations.NullMarked;
