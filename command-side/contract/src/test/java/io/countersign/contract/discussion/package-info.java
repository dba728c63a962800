@NullMarked
package io.countersign.contract.discussion;

import org.jspecify.annotations.NullMarked;
