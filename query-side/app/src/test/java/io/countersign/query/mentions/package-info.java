@NullMarked
package io.countersign.query.mentions;

import org.jspecify.annotations.NullMarked;
