package io.countersign.verification.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.countersign.verification.Client;
import io.countersign.verification.Client.Answer;
import io.countersign.verification.Documents;
import io.countersign.verification.LauncherProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A backup under way and the archived log bring back the store of any instant, as docs/operations.md says. */
@Tag("faults")
class BackupIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final List<String> VIEWS = List.of("review-queue", "invoice-detail", "mentions");

    @TempDir
    Path folder;

    private Database lost;
    private @Nullable Database restored;

    @BeforeEach
    void start() throws Exception {
        Path archive = Files.createDirectories(folder.resolve("archive"));
        lost = Database.create(
                folder.resolve("postgres"), "archive_mode=on", "archive_command=cp %%p %s/%%f".formatted(archive));
    }

    @AfterEach
    void stop() {
        lost.close();
        if (restored != null) {
            restored.close();
        }
    }

    @Test
    void restoresTheStoreOfAnInstantProvesItAndRebuildsItsViews() throws Exception {
        String invoice;
        String instant;
        String kept;
        try (LauncherProcess launcher = launcher(lost, Map.of())) {
            Client anna = client(launcher, "anna");
            Client audrey = client(launcher, "audrey");
            invoice = anna.receive(Documents.ubl("BACKUP"));
            save(anna, invoice, 0, "2026-03-01");
            backUp();
            save(anna, invoice, 1, "2026-03-02");
            kept = sign(audrey);
            instant = lost.value("SELECT clock_timestamp()");
            save(anna, invoice, 2, "2026-03-03");
            // Published outside, over an event that the restore is to lose.
            sign(audrey);
            archiveAll();
            launcher.terminate();
        }
        lost.kill();

        Database database = restore(instant);
        try (LauncherProcess launcher = launcher(database, Map.of())) {
            Client audrey = client(launcher, "audrey");
            assertThat(newest(audrey, invoice))
                    .as("the decisions up to the instant")
                    .isEqualTo(2);
            // What was signed is missed: nothing is signed over it, and everybody who asks is told.
            Answer refused = audrey.post("/api/audit/checkpoints", Map.of());
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body().get("error_code").asString()).isEqualTo("LOG_INCONSISTENT");
            assertThat(client(launcher, "otto").get("/actuator/health").status())
                    .isEqualTo(503);
            assertThat(launcher.isReady()).as("people can work").isTrue();
            assertThat(Runs.done(audrey, "/api/audit/verifications").get("broken"))
                    .isNotEmpty();
            launcher.terminate();
        }

        try (LauncherProcess launcher =
                launcher(database, Map.of("COUNTERSIGN_AUDIT_ORIGIN", "countersign-restored"))) {
            Client anna = client(launcher, "anna");
            Client audrey = client(launcher, "audrey");
            Client otto = client(launcher, "otto");
            save(anna, invoice, 2, "2026-04-01");
            String after = sign(audrey);
            assertThat(Runs.done(audrey, "/api/audit/verifications").get("broken"))
                    .isEmpty();
            for (String view : VIEWS) {
                rebuild(otto, view);
            }
            assertThat(Runs.done(audrey, "/api/audit/comparisons").get("differences"))
                    .isEmpty();
            JsonNode shown =
                    anna.get("/api/invoices/" + invoice + "?min_version=3").body();
            assertThat(shown.at("/terms/due_date").asString()).isEqualTo("2026-04-01");
            assertThat(otto.get("/actuator/health").status()).isEqualTo(200);

            Path published = folder.resolve("data/audit/checkpoints");
            assertThat(verifier(database, audrey, after))
                    .as("against what was signed since")
                    .isZero();
            assertThat(verifier(database, audrey, kept))
                    .as("against what was signed before the instant")
                    .isZero();
            assertThat(verifier(database, audrey, Files.readString(published)))
                    .as("against what was signed over the lost event")
                    .isEqualTo(1);
        }
    }

    /** What pg_basebackup does, which the embedded PostgreSQL does not bring. */
    private void backUp() throws Exception {
        try (Connection connection = lost.superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('test', fast => true)");
            copy(lost.directory(), restoredDirectory());
            try (ResultSet rows = statement.executeQuery("SELECT labelfile FROM pg_backup_stop()")) {
                rows.next();
                Files.writeString(restoredDirectory().resolve("backup_label"), rows.getString(1));
            }
        }
    }

    private void archiveAll() throws Exception {
        String last = lost.value("SELECT pg_walfile_name(pg_switch_wal())");
        await("the log to be archived")
                .atMost(PATIENCE)
                .until(() -> Files.exists(folder.resolve("archive").resolve(last)));
    }

    private Database restore(String instant) throws IOException {
        Files.createFile(restoredDirectory().resolve("recovery.signal"));
        Database database = lost.on(
                restoredDirectory(),
                "restore_command=cp %s/%%f %%p".formatted(folder.resolve("archive")),
                "recovery_target_time=" + instant,
                "recovery_target_action=promote");
        restored = database;
        database.start();
        await("recovery to end")
                .atMost(PATIENCE)
                .until(() -> database.value("SELECT pg_is_in_recovery()").equals("f"));
        return database;
    }

    private Path restoredDirectory() {
        return folder.resolve("restored");
    }

    private LauncherProcess launcher(Database database, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(
                Map.of("SPRING_DATASOURCE_URL", database.url(), "SPRING_DATASOURCE_USERNAME", Database.OWNER));
        environment.putAll(more);
        LauncherProcess launcher = LauncherProcess.start(folder.resolve("data"), environment);
        launcher.awaitReady(LauncherProcess.READY_WITHIN);
        return launcher;
    }

    private static Client client(LauncherProcess launcher, String user) {
        return Client.of(launcher.address("/"), user);
    }

    private static void save(Client anna, String invoice, int version, String dueDate) throws IOException {
        Answer answer = anna.correct(invoice, version, Map.of("due_date", dueDate));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }

    private static String sign(Client audrey) throws IOException {
        Answer signed = audrey.post("/api/audit/checkpoints", Map.of());
        assertThat(signed.status()).as("%s", signed).isEqualTo(201);
        return signed.body().get("text").asString();
    }

    private static int newest(Client audrey, String invoice) throws IOException {
        JsonNode items =
                audrey.get("/api/invoices/" + invoice + "/history").body().get("items");
        return items.get(items.size() - 1).get("review_version").asInt();
    }

    private static void rebuild(Client otto, String view) throws IOException {
        String rebuilds = "/actuator/processors/" + view + "/rebuild";
        assertThat(otto.post(rebuilds, Map.of()).status()).isEqualTo(202);
        await(view + " to be rebuilt")
                .atMost(PATIENCE)
                .until(() -> otto.get(rebuilds + "s")
                        .body()
                        .at("/items/0/state")
                        .asString()
                        .equals("done"));
    }

    /** Its exit code: it shares no code with the service. */
    private int verifier(Database database, Client audrey, String checkpoints) throws Exception {
        Path file = folder.resolve("kept.txt");
        Files.writeString(file, checkpoints);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                "../verifier/target/countersign-verifier.jar",
                "store",
                database.url(),
                "--checkpoints",
                file.toString()));
        for (JsonNode key : audrey.get("/api/audit/keys").body().get("items")) {
            command.addAll(List.of("--key", key.get("verifier_key").asString()));
        }
        Path output = folder.resolve("verifier.txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        System.out.println(Files.readString(output, StandardCharsets.UTF_8));
        return process.exitValue();
    }

    /** All but what belongs to the server that runs. Files may change or go while they are copied: the log puts that right. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
                    throws IOException {
                Files.createDirectory(
                        to.resolve(from.relativize(directory)),
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean theServers = file.startsWith(from.resolve("pg_wal"))
                        || Objects.equals(file.getFileName().toString(), "postmaster.pid")
                        || Objects.equals(file.getFileName().toString(), "epg-lock");
                if (!theServers) {
                    Files.copy(file, to.resolve(from.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
