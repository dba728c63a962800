/** Searching what happened across all invoices, straight from the event store; for auditors. */
@NullMarked
package io.countersign.query.auditsearch;

import org.jspecify.annotations.NullMarked;
