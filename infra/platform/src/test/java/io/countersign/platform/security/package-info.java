@NullMarked
package io.countersign.platform.security;

import org.jspecify.annotations.NullMarked;
