/** The event store in PostgreSQL as both sides use it: appending, tailing across processes, reading a history. */
@NullMarked
package io.countersign.platform.eventstore;

import org.jspecify.annotations.NullMarked;
