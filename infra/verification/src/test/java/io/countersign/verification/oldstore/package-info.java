/** Stores that other releases wrote. */
@NullMarked
package io.countersign.verification.oldstore;

import org.jspecify.annotations.NullMarked;
