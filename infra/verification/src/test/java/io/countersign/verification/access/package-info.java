/** Who gets in where, over everything that answers. */
@NullMarked
package io.countersign.verification.access;

import org.jspecify.annotations.NullMarked;
