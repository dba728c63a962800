@NullMarked
package io.countersign.query.invoicedetail;

import org.jspecify.annotations.NullMarked;
