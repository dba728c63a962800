/** What the use cases of the query side share: running projections, hearing of new events, the review as it stands. */
@NullMarked
package io.countersign.query.platform;

import org.jspecify.annotations.NullMarked;
