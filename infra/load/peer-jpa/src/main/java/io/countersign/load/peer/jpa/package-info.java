/** What most teams would write instead: a row that is overwritten, with a version, and a row in an audit table for each change. */
@NullMarked
package io.countersign.load.peer.jpa;

import org.jspecify.annotations.NullMarked;
