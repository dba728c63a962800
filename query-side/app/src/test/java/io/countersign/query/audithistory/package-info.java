@NullMarked
package io.countersign.query.audithistory;

import org.jspecify.annotations.NullMarked;
