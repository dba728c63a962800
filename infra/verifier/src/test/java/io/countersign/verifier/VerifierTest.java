package io.countersign.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it says when it cannot say anything. What it finds is tested against stores that the service wrote. */
class VerifierTest {

    @TempDir
    private Path folder;

    @Test
    void explainsItselfWhereItIsNotToldWhatToDo() {
        assertThat(cannotSay()).contains("Usage:");
        assertThat(cannotSay("everything"))
                .contains("no command \"everything\"")
                .contains("Usage:");
        assertThat(cannotSay("store")).contains("missing after store");
        assertThat(cannotSay("store", "jdbc:postgresql://localhost/x", "--shout", "1"))
                .contains("no option --shout");
        assertThat(cannotSay("inclusion", "proof.json", "--key")).contains("--key needs a value");
    }

    @Test
    void neverSaysVerifiedWhereItCouldNotLook() throws Exception {
        assertThat(cannotSay("store", "jdbc:postgresql://localhost:1/none")).contains("The store cannot be read");
        Path proof = Files.writeString(folder.resolve("proof.json"), "{}");
        assertThat(cannotSay("inclusion", proof.toString())).contains("No key");
        String key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        assertThat(cannotSay("inclusion", proof.toString(), "--key", key)).contains("no object \"checkpoint\"");
        assertThat(cannotSay("inclusion", folder.resolve("none").toString(), "--key", key))
                .contains("cannot be read");
    }

    @Test
    void saysHowItIsUsedToWhoAsks() {
        for (String asked : List.of("--help", "-h", "help")) {
            ByteArrayOutputStream said = new ByteArrayOutputStream();
            assertThat(Verifier.run(new PrintStream(said, true, StandardCharsets.UTF_8), asked))
                    .isZero();
            assertThat(said.toString(StandardCharsets.UTF_8)).startsWith("Usage:");
        }
        assertThat(cannotSay("store", "--help")).contains("no option --help").contains("Usage:");
    }

    @Test
    void takesNoMoreThanItLooksAt() {
        assertThat(cannotSay("inclusion", "one.json", "two.json")).contains("does not belong here: two.json");
        assertThat(cannotSay("export", "events.ndjson", "manifest.json", "more"))
                .contains("does not belong here: more");
    }

    private static String cannotSay(String... arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = Verifier.run(new PrintStream(said, true, StandardCharsets.UTF_8), arguments);
        String text = said.toString(StandardCharsets.UTF_8);
        assertThat(code).as(text).isEqualTo(2);
        assertThat(text).startsWith("COULD NOT BE VERIFIED");
        return text;
    }
}
