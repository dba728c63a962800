/** Which of one person's changes clash with what others changed meanwhile. */
@NullMarked
package io.countersign.contract.conflicts;

import org.jspecify.annotations.NullMarked;
