@NullMarked
package io.countersign.platform.eventstore;

import org.jspecify.annotations.NullMarked;
