/** What people say about an invoice, straight from the event store, and pushed as they say it. Nobody goes stale by it. */
@NullMarked
package io.countersign.query.discussion;

import org.jspecify.annotations.NullMarked;
