/** Receive a document as a new invoice. */
@NullMarked
package io.countersign.command.receiveinvoice;

import org.jspecify.annotations.NullMarked;
