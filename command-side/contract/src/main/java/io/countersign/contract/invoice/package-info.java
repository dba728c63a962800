/** An invoice as a map of business terms, and how two states of it differ. */
@NullMarked
package io.countersign.contract.invoice;

import org.jspecify.annotations.NullMarked;
