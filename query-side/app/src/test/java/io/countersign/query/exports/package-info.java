@NullMarked
package io.countersign.query.exports;

import org.jspecify.annotations.NullMarked;
