@NullMarked
package io.countersign.command.correctinvoice;

import org.jspecify.annotations.NullMarked;
