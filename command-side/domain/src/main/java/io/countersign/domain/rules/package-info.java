/** The rules of a review, one type each; the type's simple name is what the API answers as {@code rule}. */
@NullMarked
package io.countersign.domain.rules;

import org.jspecify.annotations.NullMarked;
