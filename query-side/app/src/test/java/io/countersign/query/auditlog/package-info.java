@NullMarked
package io.countersign.query.auditlog;

import org.jspecify.annotations.NullMarked;
