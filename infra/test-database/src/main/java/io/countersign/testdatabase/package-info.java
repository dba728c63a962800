/** The PostgreSQL that tests run on. */
@NullMarked
package io.countersign.testdatabase;

import org.jspecify.annotations.NullMarked;
