@NullMarked
package io.countersign.contract.findings;

import org.jspecify.annotations.NullMarked;
