@NullMarked
package io.countersign.contract.terms;

import org.jspecify.annotations.NullMarked;
