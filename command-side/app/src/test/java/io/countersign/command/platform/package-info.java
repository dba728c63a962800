@NullMarked
package io.countersign.command.platform;

import org.jspecify.annotations.NullMarked;
