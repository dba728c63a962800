/** Benchmarks. */
@NullMarked
package io.countersign.load;

import org.jspecify.annotations.NullMarked;
