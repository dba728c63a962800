import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Builds the browser's pages with the npm of this machine, and only where something changed since the last time: run by
 * Maven, in this module's folder, as a source file.
 */
class BuildPages {

    private static final Path INSTALLED = Path.of("node_modules", ".package-lock.json");
    private static final Path LOCK = Path.of("package-lock.json");
    private static final Path BUILT = Path.of("target", "classes", "static", "index.html");
    private static final Path FINGERPRINT = Path.of("target", "pages.sha256");
    private static final Set<String> NOT_INPUTS = Set.of("node_modules", "target", ".git", "README.md", "pom.xml");
    private static final Path GENERATED_TYPES = Path.of("src", "api", "schema.d.ts");
    /** Built into the pages, though it stands outside of this module. */
    private static final Path RUNBOOK = Path.of("..", "docs", "runbook.md");

    public static void main(String[] arguments) throws Exception {
        if (!Files.exists(INSTALLED)
                || Files.getLastModifiedTime(INSTALLED).compareTo(Files.getLastModifiedTime(LOCK)) < 0) {
            npm("ci", "--no-progress", "--loglevel=error");
        }
        String fingerprint = fingerprint();
        if (Files.exists(BUILT)
                && Files.exists(FINGERPRINT)
                && Files.readString(FINGERPRINT).equals(fingerprint)) {
            System.out.println("The browser's pages are up to date");
            return;
        }
        npm("run", "--silent", "build");
        Files.writeString(FINGERPRINT, fingerprint);
    }

    private static void npm(String... arguments) throws Exception {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        Process process;
        try {
            process = new ProcessBuilder(
                            Stream.concat(Stream.of(windows ? "npm.cmd" : "npm"), Stream.of(arguments)).toList())
                    .inheritIO()
                    .start();
        } catch (IOException missing) {
            System.err.println("""

                    Countersign's browser pages are built with npm, and there is none in PATH.
                    Install Node.js 20 or newer (https://nodejs.org, or `apt-get install nodejs npm`) and run this again.
                    """);
            System.exit(1);
            return;
        }
        int exitCode = process.waitFor();
        if (exitCode != 0) {
            System.err.println("npm " + String.join(" ", arguments) + " failed");
            System.exit(exitCode);
        }
    }

    /** Changes when an input of the build does, however old the files are: timestamps miss what was deleted. */
    private static String fingerprint() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (Path input : inputs()) {
            digest.update(input.toString().getBytes(StandardCharsets.UTF_8));
            digest.update(Files.readAllBytes(input));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static List<Path> inputs() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(""))) {
            Stream<Path> own = files.filter(
                            file -> !NOT_INPUTS.contains(file.getName(0).toString()))
                    .filter(file -> !file.equals(GENERATED_TYPES) && !file.toString().contains(".test."))
                    .filter(Files::isRegularFile);
            return Stream.concat(own, Stream.of(RUNBOOK)).sorted().toList();
        }
    }
}
