/**
 * Who has which invoice open just now, and what they edit. A courtesy: kept for seconds, no decision depends on it, and
 * nobody goes stale by it.
 */
@NullMarked
package io.countersign.query.presence;

import org.jspecify.annotations.NullMarked;
