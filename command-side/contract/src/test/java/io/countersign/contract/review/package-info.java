@NullMarked
package io.countersign.contract.review;

import org.jspecify.annotations.NullMarked;
