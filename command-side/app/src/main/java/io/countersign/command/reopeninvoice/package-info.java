/** Reopen the review of an invoice. */
@NullMarked
package io.countersign.command.reopeninvoice;

import org.jspecify.annotations.NullMarked;
