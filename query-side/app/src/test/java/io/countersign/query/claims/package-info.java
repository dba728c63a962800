@NullMarked
package io.countersign.query.claims;

import org.jspecify.annotations.NullMarked;
