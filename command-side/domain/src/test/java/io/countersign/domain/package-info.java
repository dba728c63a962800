@NullMarked
package io.countersign.domain;

import org.jspecify.annotations.NullMarked;
