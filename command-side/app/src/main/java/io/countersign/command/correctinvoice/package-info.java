/** Correct the terms of an invoice. */
@NullMarked
package io.countersign.command.correctinvoice;

import org.jspecify.annotations.NullMarked;
