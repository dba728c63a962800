/** Violations that the rules of the architecture must find. */
@NullMarked
package io.countersign.query.planted;

import org.jspecify.annotations.NullMarked;
