/**
 * Comparison of the views with the events: what each holds of every invoice is held against what the events fold into
 * anew, by the code that decisions are made with.
 */
@NullMarked
package io.countersign.query.comparisons;

import org.jspecify.annotations.NullMarked;
