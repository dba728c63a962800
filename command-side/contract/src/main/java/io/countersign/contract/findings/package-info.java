/** What is arithmetically or formally wrong with an invoice, as pure rules. */
@NullMarked
package io.countersign.contract.findings;

import org.jspecify.annotations.NullMarked;
