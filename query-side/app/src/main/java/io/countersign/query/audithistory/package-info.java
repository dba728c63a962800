/** What happened to an invoice, straight from the event store: history, earlier versions, what differs between two. */
@NullMarked
package io.countersign.query.audithistory;

import org.jspecify.annotations.NullMarked;
