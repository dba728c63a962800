/** Violations that the rules of the architecture must find. */
@NullMarked
package io.countersign.command.planted;

import org.jspecify.annotations.NullMarked;
