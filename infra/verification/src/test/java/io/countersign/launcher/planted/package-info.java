/** Violations that the rules of the architecture must find. */
@NullMarked
package io.countersign.launcher.planted;

import org.jspecify.annotations.NullMarked;
