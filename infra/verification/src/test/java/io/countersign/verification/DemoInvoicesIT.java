package io.countersign.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The invoices that a first start brings along. */
@Tag("faults")
class DemoInvoicesIT {

    private static final Map<String, String> WITH_DEMO_DATA = Map.of("COUNTERSIGN_DEMO_DATA", "true");
    private static final int DOCUMENTS = 12;

    @TempDir
    Path folder;

    @Test
    void areAllThereOnceEachAfterAFirstStartThatWasKilledHalfWay() throws Exception {
        try (LauncherProcess killed = LauncherProcess.start(folder.resolve("data"), WITH_DEMO_DATA)) {
            await("a few of them")
                    .atMost(LauncherProcess.READY_WITHIN)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> Files.exists(folder.resolve("data/jdbc-url")) && received(killed) >= 3);
            killed.kill();
        }
        List<String> complete;
        try (LauncherProcess second = LauncherProcess.start(folder.resolve("data"), WITH_DEMO_DATA)) {
            second.awaitReady(LauncherProcess.READY_WITHIN);
            complete = events(second);
            assertThat(complete)
                    .filteredOn(event -> event.endsWith("InvoiceReceived"))
                    .hasSize(DOCUMENTS);
            assertThat(complete).anyMatch(event -> event.endsWith("anna InvoiceCorrected"));
            second.terminate();
        }
        try (LauncherProcess third = LauncherProcess.start(folder.resolve("data"), WITH_DEMO_DATA)) {
            third.awaitReady(LauncherProcess.READY_WITHIN);
            assertThat(events(third)).as("what a later start adds").isEqualTo(complete);
        }
    }

    @Test
    void keepOutOfAStoreThatIsInUse() throws Exception {
        try (LauncherProcess without = LauncherProcess.start(folder.resolve("data"))) {
            without.awaitReady(LauncherProcess.READY_WITHIN);
            Client.of(without.address("/"), "anna").receive(Documents.ubl("MINE-1"));
            without.terminate();
        }
        try (LauncherProcess with = LauncherProcess.start(folder.resolve("data"), WITH_DEMO_DATA)) {
            with.awaitReady(LauncherProcess.READY_WITHIN);
            assertThat(events(with)).hasSize(1);
        }
    }

    private static long received(LauncherProcess launcher) {
        try {
            return events(launcher).stream()
                    .filter(event -> event.endsWith("InvoiceReceived"))
                    .count();
        } catch (SQLException notYet) {
            return 0;
        }
    }

    private static List<String> events(LauncherProcess launcher) throws SQLException {
        List<String> events = new ArrayList<>();
        try (Connection database = launcher.database();
                Statement statement = database.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT stream_id || ' ' || version || ' ' || (metadata::json ->> 'actor') || ' ' || event_type
                        FROM event_store.event ORDER BY global_position
                        """)) {
            while (rows.next()) {
                events.add(rows.getString(1));
            }
        }
        return events;
    }
}
