/** What each way of starting does before there is a context. */
@NullMarked
package io.countersign.platform.startup;

import org.jspecify.annotations.NullMarked;
