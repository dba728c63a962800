/** Everything in one process: both sides, the browser's pages, the issuer and an embedded PostgreSQL. */
@NullMarked
package io.countersign.launcher;

import org.jspecify.annotations.NullMarked;
