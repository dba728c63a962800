@NullMarked
package io.countersign.query.staleness;

import org.jspecify.annotations.NullMarked;
