@NullMarked
package io.countersign.query.platform;

import org.jspecify.annotations.NullMarked;
