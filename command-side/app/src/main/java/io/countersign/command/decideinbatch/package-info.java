/** Many decisions in one request, each judged on its own. */
@NullMarked
package io.countersign.command.decideinbatch;

import org.jspecify.annotations.NullMarked;
