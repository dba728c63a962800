/** The review of an invoice: its events, and the state that they fold into. */
@NullMarked
package io.countersign.contract.review;

import org.jspecify.annotations.NullMarked;
