@NullMarked
package io.countersign.contract.conflicts;

import org.jspecify.annotations.NullMarked;
