package io.countersign.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/** The files of the embedded PostgreSQL, and what an earlier process may have left running on them. */
final class PostgresDataDirectory {

    private static final Logger log = LoggerFactory.getLogger(PostgresDataDirectory.class);

    private static final Duration PATIENCE_WITH_ORPHAN = Duration.ofSeconds(5);
    private static final Duration PATIENCE_WITH_SURVIVORS = Duration.ofSeconds(2);
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(200);

    private final Path path;
    private final PostgresPrograms programs;

    private PostgresDataDirectory(Path path, PostgresPrograms programs) {
        this.path = path;
        this.programs = programs;
    }

    /**
     * Whether there is one already.
     *
     * @throws LauncherCannotStart where there is something else at its place
     */
    static boolean existsIn(DataFolder folder) {
        Path path = folder.resolve("postgres");
        if (Files.exists(path) && !Files.exists(path.resolve("PG_VERSION"))) {
            throw new LauncherCannotStart(
                    "%s is not a PostgreSQL data directory.".formatted(path),
                    "Move it away, or choose another data folder with COUNTERSIGN_DATA_DIR.");
        }
        return Files.exists(path);
    }

    /** Makes it. A start that was killed half-way leaves nothing that a later one would take for complete. */
    static PostgresDataDirectory create(DataFolder folder, PostgresPrograms programs, String superuserPassword)
            throws IOException, InterruptedException {
        Path unfinished = folder.resolve("postgres.unfinished");
        Path passwordFile = folder.resolve("postgres.password");
        FileSystemUtils.deleteRecursively(unfinished);
        folder.writePrivately("postgres.password", superuserPassword);
        try {
            run(programs.command(
                    "initdb",
                    "--pgdata=" + unfinished,
                    "--username=" + PostgresServer.SUPERUSER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    // The same order of text on every machine, whatever its locales.
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C"));
        } finally {
            Files.deleteIfExists(passwordFile);
        }
        Path path = folder.resolve("postgres");
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        return new PostgresDataDirectory(path, programs);
    }

    /**
     * Opens one that is there.
     *
     * @throws LauncherCannotStart where another major version made it
     */
    static PostgresDataDirectory open(DataFolder folder, PostgresPrograms programs) throws IOException {
        Path path = folder.resolve("postgres");
        String madeBy = Files.readString(path.resolve("PG_VERSION")).strip();
        if (!madeBy.equals(Integer.toString(programs.majorVersion()))) {
            throw new LauncherCannotStart(
                    "The data directory %s was made by PostgreSQL %s; this Countersign brings PostgreSQL %d, which cannot read it."
                            .formatted(path, madeBy, programs.majorVersion()),
                    "Start the Countersign that made it and take a dump (pg_dump), then restore that into a fresh data"
                            + " folder (COUNTERSIGN_DATA_DIR); or run pg_upgrade on it.");
        }
        return new PostgresDataDirectory(path, programs);
    }

    Path path() {
        return path;
    }

    /**
     * Stops what an earlier launcher left behind: after {@code kill -9} of a launcher its PostgreSQL lives on. Also
     * removes a {@code postmaster.pid} that names a process which is something else by now: PostgreSQL would believe it.
     */
    void stopOrphan() throws IOException, InterruptedException {
        Path pidFile = path.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        Optional<ProcessHandle> named = readPid(pidFile).flatMap(ProcessHandle::of);
        boolean orphan = named.filter(this::isServerOnThis).isPresent();
        if (orphan) {
            log.info("Stopping the PostgreSQL that an earlier launcher left running");
            stop(PATIENCE_WITH_ORPHAN);
        }
        endSurvivors();
        if (named.isPresent() && !orphan) {
            Files.deleteIfExists(pidFile);
        }
    }

    /** Processes of a server whose main process is gone end by themselves; one that hangs would keep the next from starting. */
    private void endSurvivors() {
        Instant deadline = Instant.now().plus(PATIENCE_WITH_SURVIVORS);
        Instant last = deadline.plus(PATIENCE_WITH_SURVIVORS);
        List<ProcessHandle> survivors = serversOnThis();
        while (!survivors.isEmpty()) {
            if (Instant.now().isAfter(last)) {
                throw new LauncherCannotStart(
                        "Process %d still works on the data directory %s although its PostgreSQL is gone."
                                .formatted(survivors.getFirst().pid(), path),
                        "Stop that process, then start again.");
            }
            if (Instant.now().isAfter(deadline)) {
                // Nothing that was acknowledged depends on them: that is in the log on disk.
                survivors.forEach(ProcessHandle::destroyForcibly);
            }
            survivors
                    .getFirst()
                    .onExit()
                    .orTimeout(LOOK_AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(tooLong -> null)
                    .join();
            survivors = serversOnThis();
        }
    }

    /** Stops the server that runs on this directory: cleanly, or at once where that takes too long. */
    void stop(Duration patience) throws IOException, InterruptedException {
        if (stop("fast", patience) != 0 && stop("immediate", patience.dividedBy(2)) != 0) {
            readPid(path.resolve("postmaster.pid"))
                    .flatMap(ProcessHandle::of)
                    .filter(this::isServerOnThis)
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private int stop(String mode, Duration patience) throws IOException, InterruptedException {
        String seconds = Long.toString(patience.toSeconds());
        return new ProcessBuilder(programs.command(
                        "pg_ctl", "stop", "-D", path.toString(), "-m", mode, "-w", "-t", seconds, "-s"))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static Optional<Long> readPid(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        return Files.readAllLines(pidFile).stream()
                .findFirst()
                .map(String::strip)
                .filter(line -> line.matches("\\d{1,10}"))
                .map(Long::valueOf);
    }

    private List<ProcessHandle> serversOnThis() {
        return ProcessHandle.allProcesses().filter(this::isServerOnThis).toList();
    }

    /** The process may be long gone and its number given to another: look at what it is and where it works. */
    private boolean isServerOnThis(ProcessHandle process) {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        if (!Files.isDirectory(proc)) {
            return process.info()
                    .command()
                    .filter(command -> command.contains("postgres"))
                    .isPresent();
        }
        try {
            // A process that ended and was not yet waited for has no working directory any more.
            return proc.resolve("cwd").toRealPath().equals(path.toRealPath())
                    && Files.readString(proc.resolve("comm")).strip().equals("postgres");
        } catch (IOException e) {
            return false;
        }
    }

    private static void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output;
        try (InputStream stream = process.getInputStream()) {
            output = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
        if (process.waitFor() != 0) {
            throw new LauncherCannotStart(
                    "The embedded PostgreSQL could not be set up: " + output.strip(),
                    "Make sure that the data folder is on a disk with space, writable and without noexec.");
        }
    }
}
