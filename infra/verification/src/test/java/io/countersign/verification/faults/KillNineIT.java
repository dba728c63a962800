package io.countersign.verification.faults;

import static io.countersign.verification.LauncherProcess.READY_WITHIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.verification.Client;
import io.countersign.verification.LauncherProcess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code kill -9} while four people save without a pause: whatever was acknowledged is there afterwards. */
@Tag("faults")
class KillNineIT {

    private static final Logger log = LoggerFactory.getLogger(KillNineIT.class);

    private static final int PEOPLE = 4;
    private static final int SAVES_BEFORE = 200;
    private static final int SAVES_AFTER = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void keepsEveryAcknowledgedSaveWhenTheLauncherIsKilled() throws Exception {
        try (LauncherProcess first = LauncherProcess.start(data())) {
            first.awaitReady(READY_WITHIN);
            try (StreamOfSaves saves = StreamOfSaves.start(first, PEOPLE)) {
                awaitSaves(saves, SAVES_BEFORE);
                ProcessHandle orphan = first.kill();
                try (LauncherProcess next = LauncherProcess.start(data())) {
                    Duration recovery = next.awaitReady(READY_WITHIN);
                    log.info("Launcher killed: ready again after {} ms", recovery.toMillis());
                    assertThat(orphan.isAlive()).as("the orphaned PostgreSQL").isFalse();
                    goOn(saves, next);
                }
            }
        }
    }

    @Test
    void recoversByItselfWithEveryAcknowledgedSaveWhenPostgresIsKilled() throws Exception {
        try (LauncherProcess launcher = LauncherProcess.start(data())) {
            launcher.awaitReady(READY_WITHIN);
            try (StreamOfSaves saves = StreamOfSaves.start(launcher, PEOPLE)) {
                awaitSaves(saves, SAVES_BEFORE);
                long killed = launcher.postgres().pid();
                launcher.killPostgres();
                Instant since = Instant.now();
                // More than were under way when it died: at least one was taken since.
                awaitSaves(saves, saves.acknowledged().size() + PEOPLE + 1);
                await().atMost(READY_WITHIN).until(launcher::isReady);
                Duration recovery = Duration.between(since, Instant.now());
                log.info("PostgreSQL killed: saving and ready again after {} ms", recovery.toMillis());
                assertThat(launcher.postgres().pid()).isNotEqualTo(killed);
                goOn(saves, launcher);
            }
        }
    }

    @Test
    void keepsEveryAcknowledgedSaveWhenBothAreKilled() throws Exception {
        try (LauncherProcess first = LauncherProcess.start(data())) {
            first.awaitReady(READY_WITHIN);
            try (StreamOfSaves saves = StreamOfSaves.start(first, PEOPLE)) {
                awaitSaves(saves, SAVES_BEFORE);
                first.killWithPostgres();
                try (LauncherProcess next = LauncherProcess.start(data())) {
                    Duration recovery = next.awaitReady(READY_WITHIN);
                    log.info("Both killed: ready again after {} ms", recovery.toMillis());
                    goOn(saves, next);
                }
            }
        }
    }

    @Test
    void startsAlthoughThePostgresThatWasLeftRunningHangs() throws Exception {
        try (LauncherProcess first = LauncherProcess.start(data())) {
            first.awaitReady(READY_WITHIN);
            ProcessHandle orphan = first.kill();
            List<ProcessHandle> all =
                    Stream.concat(Stream.of(orphan), orphan.descendants()).toList();
            for (ProcessHandle process : all) {
                new ProcessBuilder("kill", "-STOP", Long.toString(process.pid()))
                        .start()
                        .waitFor();
            }
            try (LauncherProcess next = LauncherProcess.start(data())) {
                Duration recovery = next.awaitReady(READY_WITHIN);
                log.info("Launcher killed, its PostgreSQL hangs: ready again after {} ms", recovery.toMillis());
                assertThat(all).noneMatch(ProcessHandle::isAlive);
            }
        }
    }

    private Path data() {
        return folder.resolve("data");
    }

    private static void goOn(StreamOfSaves saves, LauncherProcess launcher) throws Exception {
        saves.goOnWith(launcher);
        awaitSaves(saves, saves.acknowledged().size() + SAVES_AFTER);
        saves.close();
        assertThat(saves.surprises()).isEmpty();
        assertNothingIsLost(saves, launcher);
    }

    private static void awaitSaves(StreamOfSaves saves, int count) {
        await(count + " acknowledged saves")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> assertThat(saves.surprises()).isEmpty())
                .until(() -> saves.acknowledged().size() >= count);
    }

    private static void assertNothingIsLost(StreamOfSaves saves, LauncherProcess launcher) throws Exception {
        Map<String, List<Integer>> versions = new HashMap<>();
        Map<String, String> payloads = new HashMap<>();
        try (Connection database = launcher.database();
                PreparedStatement query = database.prepareStatement(
                        "SELECT stream_id, version, payload FROM event_store.event ORDER BY stream_id, version");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                versions.computeIfAbsent(rows.getString(1), stream -> new ArrayList<>())
                        .add(rows.getInt(2));
                payloads.put(rows.getString(1) + "@" + rows.getInt(2), rows.getString(3));
            }
        }
        for (String invoice : saves.invoices()) {
            List<Integer> stored = versions.getOrDefault(invoice, List.of());
            assertThat(stored)
                    .as("versions of %s without holes", invoice)
                    .isEqualTo(IntStream.range(0, stored.size()).boxed().toList());
            Client.Answer shown = Client.of(launcher.address("/"), "anna")
                    .get("/api/invoices/" + invoice + "?min_version=" + stored.getLast());
            assertThat(shown.reviewVersion()).as("version shown").isEqualTo(stored.getLast());
        }
        assertThat(saves.acknowledged())
                .allSatisfy(save -> assertThat(payloads.getOrDefault(save.invoiceId() + "@" + save.reviewVersion(), ""))
                        .as("acknowledged save %s", save)
                        .contains(save.dueDate()));
    }
}
