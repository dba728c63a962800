/** What invoices and decisions are made of: the business terms. */
@NullMarked
package io.countersign.query.catalogue;

import org.jspecify.annotations.NullMarked;
