/** Approve an invoice. */
@NullMarked
package io.countersign.command.approveinvoice;

import org.jspecify.annotations.NullMarked;
