/** What people say about an invoice. It makes nobody stale. */
@NullMarked
package io.countersign.command.commentinvoice;

import org.jspecify.annotations.NullMarked;
