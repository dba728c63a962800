/** Reject an invoice. */
@NullMarked
package io.countersign.command.rejectinvoice;

import org.jspecify.annotations.NullMarked;
