/** Violations that the rules of the architecture must find. */
@NullMarked
package io.countersign.query.plantedhen;

import org.jspecify.annotations.NullMarked;
