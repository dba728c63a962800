@NullMarked
package io.countersign.command.commentinvoice;

import org.jspecify.annotations.NullMarked;
