/** What people say about an invoice. It stands in a stream of its own, so that it makes nobody stale. */
@NullMarked
package io.countersign.contract.discussion;

import org.jspecify.annotations.NullMarked;
