@NullMarked
package io.countersign.query.presence;

import org.jspecify.annotations.NullMarked;
