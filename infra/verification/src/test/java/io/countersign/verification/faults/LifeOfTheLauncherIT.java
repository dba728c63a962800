package io.countersign.verification.faults;

import static io.countersign.verification.LauncherProcess.READY_WITHIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.countersign.verification.LauncherProcess;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting and stopping the packaged launcher. */
@Tag("faults")
class LifeOfTheLauncherIT {

    @TempDir
    Path folder;

    @Test
    void leavesNoProcessBehindWhenItIsAskedToStop() {
        try (LauncherProcess launcher = LauncherProcess.start(folder.resolve("data"))) {
            launcher.awaitReady(READY_WITHIN);
            ProcessHandle postgres = launcher.postgres();
            List<ProcessHandle> all =
                    Stream.concat(Stream.of(postgres), postgres.descendants()).toList();

            launcher.terminate();

            assertThat(all).noneMatch(ProcessHandle::isAlive);
            assertThat(folder.resolve("data/postgres/postmaster.pid")).doesNotExist();
            assertThat(folder.resolve("data/postgres.log")).content().contains("database system is shut down");
            Assertions.assertThatExceptionOfType(ConnectException.class)
                    .isThrownBy(
                            () -> new Socket("localhost", launcher.address("/").getPort()).close());
        }
    }

    @Test
    void letsThePersonWhoStartedItAndNobodyElseLookIntoItsDatabase() throws Exception {
        assumeThat(Files.getFileStore(folder).supportsFileAttributeView(PosixFileAttributeView.class))
                .isTrue();
        try (LauncherProcess launcher = LauncherProcess.start(folder.resolve("data"))) {
            launcher.awaitReady(READY_WITHIN);

            try (Connection database = launcher.database()) {
                assertThat(database.isValid(5)).isTrue();
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data/jdbc-url"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void saysWhereToGoAndHowToSignInOnceItIsReady() {
        try (LauncherProcess launcher = LauncherProcess.start(folder.resolve("data"))) {
            launcher.awaitReady(READY_WITHIN);
            launcher.terminate();

            assertThat(launcher.output())
                    .contains("Countersign is ready: " + launcher.address(""))
                    .contains("anna", "ben", "carol", "audrey", "otto", "password: demo")
                    .contains(folder.resolve("data").toString());
            assertThat(launcher.output().lines())
                    .as("warnings of a first start and stop")
                    .noneMatch(line -> line.contains("WARN") || line.contains("ERROR"));
        }
    }

    @Test
    void refusesADataFolderThatIsInUseAndDoesNotDisturbTheOneThatUsesIt() {
        try (LauncherProcess first = LauncherProcess.start(folder.resolve("data"))) {
            first.awaitReady(READY_WITHIN);
            ProcessHandle postgres = first.postgres();

            try (LauncherProcess second = LauncherProcess.start(folder.resolve("data"))) {
                assertThat(second.awaitEnd()).isEqualTo(1);
                assertThat(second.output())
                        .contains("Another Countersign launcher")
                        .contains("COUNTERSIGN_DATA_DIR")
                        .doesNotContain("Exception");
            }

            assertThat(postgres.isAlive()).isTrue();
            assertThat(first.isReady()).isTrue();
        }
    }

    @Test
    void leavesTheEmbeddedPostgresAloneWhereAnotherDatabaseIsNamed() {
        try (LauncherProcess first = LauncherProcess.start(folder.resolve("data"))) {
            first.awaitReady(READY_WITHIN);
            Path elsewhere = folder.resolve("elsewhere");
            try (LauncherProcess second =
                    LauncherProcess.start(elsewhere, Map.of("SPRING_DATASOURCE_URL", first.jdbcUrl()))) {
                second.awaitReady(READY_WITHIN);
                assertThat(elsewhere.resolve("postgres")).doesNotExist();
                assertThat(elsewhere.resolve("jdbc-url")).doesNotExist();
                second.terminate();
            }
            assertThat(first.isReady()).isTrue();
        }
    }
}
