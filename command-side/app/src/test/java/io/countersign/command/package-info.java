@NullMarked
package io.countersign.command;

import org.jspecify.annotations.NullMarked;
