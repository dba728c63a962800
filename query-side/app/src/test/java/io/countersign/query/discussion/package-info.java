@NullMarked
package io.countersign.query.discussion;

import org.jspecify.annotations.NullMarked;
