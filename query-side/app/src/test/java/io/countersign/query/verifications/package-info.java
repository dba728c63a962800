@NullMarked
package io.countersign.query.verifications;

import org.jspecify.annotations.NullMarked;
