package io.countersign.query.verifications;

import io.countersign.verifier.Verifier;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The stand-alone verifier, as its command is given. */
public record OfflineVerifier(int exitCode, String output) {

    /** Runs it with these arguments. */
    public static OfflineVerifier run(String... arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = Verifier.run(new PrintStream(said, true, StandardCharsets.UTF_8), arguments);
        return new OfflineVerifier(code, said.toString(StandardCharsets.UTF_8));
    }

    /** What it says is broken, a line each. */
    public List<String> broken() {
        return output.lines()
                .filter(line -> line.startsWith("BROKEN"))
                .map(line -> line.substring("BROKEN".length()).strip())
                .toList();
    }
}
