@NullMarked
package io.countersign.command.intake;

import org.jspecify.annotations.NullMarked;
