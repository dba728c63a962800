/** Soft claims: who has taken up an invoice, for others to see. No decision depends on one. */
@NullMarked
package io.countersign.command.claiminvoice;

import org.jspecify.annotations.NullMarked;
