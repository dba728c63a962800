@NullMarked
package io.countersign.command.receiveinvoice;

import org.jspecify.annotations.NullMarked;
