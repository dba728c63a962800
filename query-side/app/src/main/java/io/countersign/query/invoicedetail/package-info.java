/** One invoice as it stands, the document that it came as, and waiting for a version that was announced. */
@NullMarked
package io.countersign.query.invoicedetail;

import org.jspecify.annotations.NullMarked;
