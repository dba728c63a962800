@NullMarked
package io.countersign.query.catalogue;

import org.jspecify.annotations.NullMarked;
