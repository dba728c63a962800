/**
 * Checks what Countersign stored, without Countersign: it is made of the JDK and the PostgreSQL driver and shares no code
 * with the service. What it computes is described in {@code docs/event-store.md} and {@code docs/audit.md}.
 */
@NullMarked
package io.countersign.verifier;

import org.jspecify.annotations.NullMarked;
