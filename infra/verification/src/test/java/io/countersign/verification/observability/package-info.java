/** What operators watch: metrics, dashboards, alerts with their runbook, logs and traces of the packaged launcher. */
@NullMarked
package io.countersign.verification.observability;

import org.jspecify.annotations.NullMarked;
