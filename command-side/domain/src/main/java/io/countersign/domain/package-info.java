/**
 * What may be decided about an invoice: {@link io.countersign.domain.Decisions#decide} takes a decision and the state
 * of the review and answers with an event or a named refusal. Plain Java; knows no framework, no clock, no database.
 */
@NullMarked
package io.countersign.domain;

import org.jspecify.annotations.NullMarked;
