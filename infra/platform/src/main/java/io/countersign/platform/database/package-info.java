/** The two schemas and how they are brought up to date. */
@NullMarked
package io.countersign.platform.database;

import org.jspecify.annotations.NullMarked;
