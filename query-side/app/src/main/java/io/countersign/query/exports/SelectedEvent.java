package io.countersign.query.exports;

import io.countersign.query.auditlog.ChainedEvent;
import io.countersign.query.auditlog.Leaf;

/**
 * An event of an export.
 *
 * @param leaf what the log has of it
 * @param content what it says, as far as that can be read
 */
record SelectedEvent(Leaf leaf, ChainedEvent event, EventContent content) {}
