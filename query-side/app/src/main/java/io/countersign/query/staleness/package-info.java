/** The live connection: tells every open session of an invoice that a newer version exists. */
@NullMarked
package io.countersign.query.staleness;

import org.jspecify.annotations.NullMarked;
