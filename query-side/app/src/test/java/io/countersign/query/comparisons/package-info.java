@NullMarked
package io.countersign.query.comparisons;

import org.jspecify.annotations.NullMarked;
