/** What every decision shares: the aggregate, the version guard, receipts, the record of refused attempts. */
@NullMarked
package io.countersign.command.platform;

import org.jspecify.annotations.NullMarked;
