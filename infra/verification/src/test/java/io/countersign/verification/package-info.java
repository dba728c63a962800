/** Tests over the whole, from outside: the packaged programs run as processes, asked over HTTP. */
@NullMarked
package io.countersign.verification;

import org.jspecify.annotations.NullMarked;
