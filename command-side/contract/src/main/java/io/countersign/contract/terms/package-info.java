/** The catalogue of EN 16931 business terms: their paths, names and types. */
@NullMarked
package io.countersign.contract.terms;

import org.jspecify.annotations.NullMarked;
