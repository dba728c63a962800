package io.countersign.verification.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.verification.observability.Monitoring.Alert;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class RunbookTest {

    @Test
    void hasASectionForEachAlertAndNoOther() {
        assertThat(Monitoring.alerts()).isNotEmpty();
        assertThat(Monitoring.sections())
                .containsExactlyElementsOf(
                        Monitoring.alerts().stream().map(Alert::name).toList());
    }

    @Test
    void isWhereEachAlertPointsTo() {
        assertThat(Monitoring.alerts())
                .allSatisfy(alert -> assertThat(alert.runbook())
                        .isEqualTo("docs/runbook.md#" + alert.name().toLowerCase(Locale.ROOT)));
    }
}
