@NullMarked
package io.countersign.query.checkpoints;

import org.jspecify.annotations.NullMarked;
