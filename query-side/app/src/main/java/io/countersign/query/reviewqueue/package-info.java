/** The list of invoices under review: filtered, sorted, in pages, pushed as it changes. */
@NullMarked
package io.countersign.query.reviewqueue;

import org.jspecify.annotations.NullMarked;
