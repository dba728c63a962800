/** What crashes and restarts must not do: lose an acknowledged decision, leave processes behind, take long. */
@NullMarked
package io.countersign.verification.faults;

import org.jspecify.annotations.NullMarked;
