@NullMarked
package io.countersign.command.claiminvoice;

import org.jspecify.annotations.NullMarked;
