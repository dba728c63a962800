@NullMarked
package io.countersign.query.auditsearch;

import org.jspecify.annotations.NullMarked;
