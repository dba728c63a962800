@NullMarked
package io.countersign.platform.startup;

import org.jspecify.annotations.NullMarked;
