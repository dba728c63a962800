package io.countersign.launcher;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.springframework.util.FileSystemUtils;
import org.tukaani.xz.XZInputStream;

/**
 * PostgreSQL's own programs ({@code initdb}, {@code postgres}, {@code pg_ctl}), unpacked from the class path into the
 * data folder: a temp directory gets cleaned under a running server, and may belong to somebody else.
 */
final class PostgresPrograms {

    private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) ((\\d+)[.\\w]*)");

    private final Path home;
    private final String version;
    private final int majorVersion;

    private PostgresPrograms(Path home, Matcher version) {
        this.home = home;
        this.version = version.group(1);
        this.majorVersion = Integer.parseInt(version.group(2));
    }

    /** Finds the programs in the folder, or unpacks them there. */
    static PostgresPrograms in(DataFolder folder, String packagedVersion) throws IOException, InterruptedException {
        refuseRootWithoutUserNamespaces();
        String name = "postgresql-" + packagedVersion;
        Path home = folder.resolve(name);
        Optional<PostgresPrograms> found = probe(home);
        if (found.isPresent()) {
            return found.get();
        }
        Path unpacking = folder.resolve(name + ".unpacking");
        FileSystemUtils.deleteRecursively(home);
        FileSystemUtils.deleteRecursively(unpacking);
        unpack(unpacking);
        Files.move(unpacking, home, StandardCopyOption.ATOMIC_MOVE);
        forgetOthers(folder, name);
        return probe(home)
                .orElseThrow(
                        () -> new LauncherCannotStart(
                                "The embedded PostgreSQL was unpacked to %s but does not run on this machine."
                                        .formatted(home),
                                "Put the data folder where programs may be executed (COUNTERSIGN_DATA_DIR), or use a PostgreSQL of"
                                        + " your own (SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME, SPRING_DATASOURCE_PASSWORD)."));
    }

    /** Full version, e.g. {@code 18.6}. */
    String version() {
        return version;
    }

    /** The version that data directories are made for. */
    int majorVersion() {
        return majorVersion;
    }

    /** A command that ends by itself. */
    List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (LinuxUtils.isUnshareAvailable()) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it sees itself as somebody else.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(program(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /**
     * A command that outlives Ctrl-C: a terminal signals its whole foreground group, and PostgreSQL must go down after
     * the application, not beside it.
     */
    List<String> detachedCommand(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isInPath("setsid")) {
            command.add("setsid");
        }
        command.addAll(command(program, arguments));
        return command;
    }

    private Path program(String name) {
        return home.resolve("bin").resolve(name + (File.separatorChar == '\\' ? ".exe" : ""));
    }

    private static Optional<PostgresPrograms> probe(Path home) throws IOException, InterruptedException {
        String suffix = File.separatorChar == '\\' ? ".exe" : "";
        Path postgres = home.resolve("bin").resolve("postgres" + suffix);
        if (!Files.isExecutable(postgres)) {
            return Optional.empty();
        }
        Process process = new ProcessBuilder(postgres.toString(), "--version")
                .redirectErrorStream(true)
                .start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            return Optional.empty();
        }
        Matcher matcher = VERSION.matcher(answer);
        return process.exitValue() == 0 && matcher.find()
                ? Optional.of(new PostgresPrograms(home, matcher))
                : Optional.empty();
    }

    private static void refuseRootWithoutUserNamespaces() {
        boolean root = "root".equals(System.getProperty("user.name")) && File.separatorChar == '/';
        if (root && !LinuxUtils.isUnshareAvailable()) {
            throw new LauncherCannotStart(
                    "PostgreSQL does not run as root, and this machine does not let root step down into a user"
                            + " namespace (unshare -U), as is usual in a container.",
                    "Start Countersign as an ordinary user, or use a PostgreSQL of your own (SPRING_DATASOURCE_URL,"
                            + " SPRING_DATASOURCE_USERNAME, SPRING_DATASOURCE_PASSWORD).");
        }
    }

    private static void unpack(Path target) throws IOException {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String resolverSystem = system.contains("win") ? "Windows" : system.contains("mac") ? "Darwin" : "Linux";
        Files.createDirectories(target);
        try (InputStream packed = packed(resolverSystem);
                TarArchiveInputStream archive = new TarArchiveInputStream(new XZInputStream(packed))) {
            for (TarArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                unpack(entry, archive, target);
            }
        }
    }

    private static InputStream packed(String system) throws IOException {
        String architecture = System.getProperty("os.arch");
        try {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(
                    system, "amd64".equals(architecture) ? "x86_64" : architecture);
        } catch (IllegalStateException e) {
            throw new LauncherCannotStart(
                    "This build of Countersign brings no PostgreSQL for %s on %s.".formatted(system, architecture),
                    "Build it on this machine with ./mvnw, or use a PostgreSQL of your own (SPRING_DATASOURCE_URL,"
                            + " SPRING_DATASOURCE_USERNAME, SPRING_DATASOURCE_PASSWORD).");
        }
    }

    private static void unpack(TarArchiveEntry entry, InputStream content, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        if (!path.startsWith(target)) {
            throw new IOException("The archive of PostgreSQL's programs reaches outside of its folder: " + path);
        }
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.resolveSibling("."));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else if (entry.isFile() && !entry.getName().endsWith(".a")) {
            // Static libraries (.a) serve only who compiles against PostgreSQL.
            Files.copy(content, path);
            if (path.getParent() instanceof Path parent && parent.endsWith("bin")) {
                path.toFile().setExecutable(true, true);
            }
        }
    }

    private static void forgetOthers(DataFolder folder, String kept) throws IOException {
        try (Stream<Path> entries = Files.list(folder.path())) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (name.startsWith("postgresql-")
                        && !name.equals(kept)
                        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    FileSystemUtils.deleteRecursively(entry);
                }
            }
        }
    }

    private static boolean isInPath(String program) {
        String path = System.getenv("PATH");
        return path != null
                && Stream.of(path.split(File.pathSeparator, -1))
                        .anyMatch(folder -> new File(folder, program).canExecute());
    }
}
