@NullMarked
package io.countersign.verifier;

import org.jspecify.annotations.NullMarked;
