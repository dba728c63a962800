/** Many people at once for a while, and what must be true afterwards. */
@NullMarked
package io.countersign.verification.soak;

import org.jspecify.annotations.NullMarked;
