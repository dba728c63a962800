@NullMarked
package io.countersign.query.reviewqueue;

import org.jspecify.annotations.NullMarked;
