/** Put an invoice on hold. */
@NullMarked
package io.countersign.command.holdinvoice;

import org.jspecify.annotations.NullMarked;
