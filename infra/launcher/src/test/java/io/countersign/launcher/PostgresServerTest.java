package io.countersign.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded PostgreSQL, run for real. What only whole processes can show is in infra/verification. */
class PostgresServerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path programsHome;

    private static DataFolder programsFolder;
    private static PostgresPrograms programs;

    @TempDir
    Path home;

    private DataFolder folder;
    private final List<PostgresServer> started = new ArrayList<>();

    @BeforeAll
    static void unpackPrograms() throws Exception {
        programsFolder = DataFolder.open(programsHome);
        programs = PostgresPrograms.in(programsFolder, "test");
    }

    @AfterAll
    static void unlockPrograms() {
        programsFolder.close();
    }

    @BeforeEach
    void openFolder() {
        folder = DataFolder.open(home.resolve("data"));
    }

    @AfterEach
    void stopServers() {
        started.forEach(PostgresServer::close);
        folder.close();
    }

    @Test
    void runsWithSettingsThatKeepWhatWasAcknowledged() throws Exception {
        PostgresServer server = start();
        assertThat(ask(server, "SHOW fsync")).isEqualTo("on");
        assertThat(ask(server, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(ask(server, "SHOW full_page_writes")).isEqualTo("on");
        assertThat(ask(server, "SHOW data_checksums")).isEqualTo("on");
    }

    @Test
    void givesTheApplicationADatabaseOfItsOwnButNoSuperuser() throws Exception {
        PostgresServer server = start();
        assertThat(ask(server, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"))
                .isEqualTo(PostgresServer.OWNER);
        assertThat(ask(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                .isEqualTo("f");
    }

    @Test
    void letsNobodyInWithoutThePassword() throws Exception {
        PostgresServer server = start();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), PostgresServer.OWNER, "guessed"))
                .satisfies(refused -> assertThat(refused.getSQLState()).isEqualTo("28P01"));
    }

    @Test
    void keepsItsDataItsPortAndItsPasswordsOverARestart() throws Exception {
        PostgresServer first = start();
        tell(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        first.close();

        PostgresServer second = start();

        assertThat(second.jdbcUrl()).isEqualTo(first.jdbcUrl());
        assertThat(ask(second, "SELECT answer FROM kept")).isEqualTo("42");
    }

    @Test
    void movesToAnotherPortWhereSomebodyTookTheLastOne() throws Exception {
        PostgresServer first = start();
        String url = first.jdbcUrl();
        first.close();
        int port = Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));

        try (ServerSocket stranger = new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"))) {
            PostgresServer second = start();
            assertThat(stranger.isBound()).isTrue();
            assertThat(second.jdbcUrl()).isNotEqualTo(url);
            assertThat(ask(second, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void comesBackOnTheSamePortWithAllCommitsWhenItIsKilled() throws Exception {
        PostgresServer server = start();
        tell(server, "CREATE TABLE kept (answer int)");
        tell(server, "INSERT INTO kept VALUES (42)");
        ProcessHandle killed = ProcessHandle.of(pid()).orElseThrow();

        killed.destroyForcibly();

        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> ask(server, "SELECT answer FROM kept").equals("42"));
        assertThat(pid()).isNotEqualTo(killed.pid());
    }

    @Test
    void startsAlthoughItsPidFileNamesSomebodyElsesProcess() throws Exception {
        start().close();
        // As after a crash of the whole machine, when numbers of processes are given out anew.
        String stale = "%d\n%s\n1\n1\n\n127.0.0.1\n\nready\n"
                .formatted(ProcessHandle.current().pid(), dataDirectory());
        Files.writeString(dataDirectory().resolve("postmaster.pid"), stale);

        assertThat(ask(start(), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void repeatsASetUpThatWasInterrupted() throws Exception {
        Path unfinished = Files.createDirectories(home.resolve("data/postgres.unfinished"));
        Files.writeString(unfinished.resolve("PG_VERSION"), "18");

        assertThat(ask(start(), "SELECT 1")).isEqualTo("1");
    }

    @Test
    void saysWhichVersionMadeADataDirectoryThatItCannotRead() throws Exception {
        start().close();
        Files.writeString(dataDirectory().resolve("PG_VERSION"), "14\n");

        assertThatExceptionOfType(LauncherCannotStart.class)
                .isThrownBy(this::start)
                .withMessageContaining("made by PostgreSQL 14")
                .withMessageContaining("brings PostgreSQL 18")
                .satisfies(refusal -> assertThat(refusal.action()).contains("pg_dump"));
    }

    @Test
    void doesNotTouchADirectoryThatIsNotPostgres() throws Exception {
        Path notes = Files.createDirectories(dataDirectory()).resolve("notes.txt");
        Files.writeString(notes, "mine");

        assertThatExceptionOfType(LauncherCannotStart.class)
                .isThrownBy(this::start)
                .withMessageContaining("is not a PostgreSQL data directory");
        assertThat(notes).hasContent("mine");
    }

    @Test
    void refusesAFolderThatAnotherLauncherHasOpen() {
        assertThatExceptionOfType(LauncherCannotStart.class)
                .isThrownBy(() -> DataFolder.open(home.resolve("data")))
                .withMessageContaining("Another Countersign launcher (process "
                        + ProcessHandle.current().pid());
    }

    private PostgresServer start() throws IOException, InterruptedException {
        PostgresServer server = PostgresServer.of(folder, programs);
        started.add(server);
        server.start();
        return server;
    }

    private Path dataDirectory() {
        return home.resolve("data/postgres");
    }

    private long pid() throws IOException {
        return Long.parseLong(
                Files.readAllLines(dataDirectory().resolve("postmaster.pid")).getFirst());
    }

    private static String ask(PostgresServer server, String query) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    private static void tell(PostgresServer server, String command) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), PostgresServer.OWNER, server.ownerPassword());
    }
}
