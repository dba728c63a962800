/** What may depend on what, and how things are called. */
@NullMarked
package io.countersign.verification.architecture;

import org.jspecify.annotations.NullMarked;
