/** Nodes tell each other that they run. */
@NullMarked
package io.countersign.platform.nodes;

import org.jspecify.annotations.NullMarked;
