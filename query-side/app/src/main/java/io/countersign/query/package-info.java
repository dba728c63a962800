/**
 * The query side: answers questions from views that projections keep up to date, and pushes what changed.
 *
 * <p>Another application takes it in by importing {@link io.countersign.query.QuerySideConfiguration}.
 *
 * <p>Properties: {@code countersign.node-id} names this process among those that share the database (by default the
 * process and its host); a process that restarts under the same name goes on at once, where another one waits until
 * the claims of the first have run out.
 */
@NullMarked
package io.countersign.query;

import org.jspecify.annotations.NullMarked;
