/** What operators see of the work under way: traces across processes, and whose work a line of the log is about. */
@NullMarked
package io.countersign.platform.observability;

import org.jspecify.annotations.NullMarked;
