/** The command side: accepts or rejects decisions. One package per use case, {@code platform} for what they share. */
@NullMarked
package io.countersign.command;

import org.jspecify.annotations.NullMarked;
