/**
 * Reads documents into invoices: UBL 2.1, UN/CEFACT CII, Factur-X and ZUGFeRD PDF, and extractions as JSON. Plain Java
 * without a framework. Whatever comes in may be hostile: sizes, depths and expansion are bounded, nothing is fetched.
 */
@NullMarked
package io.countersign.command.intake;

import org.jspecify.annotations.NullMarked;
