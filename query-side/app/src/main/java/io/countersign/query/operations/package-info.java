/** What an operator sees of the projections. */
@NullMarked
package io.countersign.query.operations;

import org.jspecify.annotations.NullMarked;
