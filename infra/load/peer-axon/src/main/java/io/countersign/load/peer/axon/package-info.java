/** The same decisions on Axon as it comes: its own tables, tracking processor and settings, on JDBC. */
@NullMarked
package io.countersign.load.peer.axon;

import org.jspecify.annotations.NullMarked;
