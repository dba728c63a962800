package io.countersign.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What was made to bring the verifier down, to keep it busy, or to have it say more than was proved. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostileInputTest {

    private static final String I = "0193f2a0-0000-7000-8000-000000000001";
    private static final String J = "0193f2a0-0000-7000-8000-000000000002";

    @TempDir
    private Path folder;

    private final SignedLog log = new SignedLog()
            .add(I, "{\"n\":\"why?\"}")
            .add(I, "{}")
            .add(J, "{}")
            .add(I, "{\"n\":\"2\"}")
            .add("attempts/node", "{\"invoice_id\":\"" + I + "\"}")
            .add(J, "{}")
            .add("attempts/node", "{\"invoice_id\":\"" + J + "\"}")
            .add(I, "{}");

    private final List<Event> ofI = log.of(event -> event.streamId().equals(I));
    private final List<Event> ofJ = log.of(event -> event.streamId().equals(J));
    private final List<Event> attempts = log.of(event -> event.streamId().startsWith("attempts/"));

    private final String everything =
            String.join(",", log.stream(I, "0-3", 3), log.stream(J, "0-1", 1), log.stream("attempts/node", "0-1", 1));

    private record Said(int exitCode, String text) {

        List<String> broken() {
            return text.lines().filter(line -> line.startsWith("BROKEN")).toList();
        }
    }

    @Test
    void namesTheEventWhoseLineCannotBeReadAndGoesOnWithTheRest() throws IOException {
        String good = log.lines(log.of(event -> true), log::line);
        assertThat(exportOfEverything(good).exitCode())
                .as(exportOfEverything(good).text())
                .isZero();

        String hash = ofI.get(1).hash();
        String last = ofJ.get(1).hash();
        for (String bad : List.of(
                good.replace("\"hash\":\"" + hash, "\"hash\":\"zz"),
                good.replace("\"previous_hash\":\"" + ofI.get(1).previousHash(), "\"previous_hash\":\"abc"),
                good.replaceFirst("(\"version\":1.*?\"recorded_at\":\")[^\"]*", "$1infinity"),
                good.replaceFirst("(\"version\":1.*?\"recorded_at\":\")[^\"]*", "$1+999999999-12-31T23:59:59-18:00"),
                good.replaceFirst("(\"version\":1.*?\"payload\":)\"[^\"]*\"", "$1null"))) {
            assertThat(bad).isNotEqualTo(good);
            Said said = exportOfEverything(bad.replace("\"hash\":\"" + last, "\"hash\":\"" + hash));
            assertThat(said.exitCode()).isEqualTo(1);
            assertThat(said.broken())
                    .anyMatch(line -> line.startsWith("BROKEN  " + I + " version 1: it cannot be read: "))
                    .anyMatch(line -> line.startsWith("BROKEN  " + J + " version 1: its hash is not"));
        }
    }

    @Test
    void namesTheLineWhereItsPlaceCannotBeRead() throws IOException {
        List<String> lines = log.of(event -> true).stream().map(log::line).toList();
        for (String bad : List.of("garbage", lines.get(1).replace("\"version\":1", "\"version\":\"1\""))) {
            Said said = exportOfEverything(lines.stream()
                    .map(line -> line.equals(lines.get(1)) ? bad : line)
                    .toList());
            assertThat(said.exitCode()).isEqualTo(1);
            assertThat(said.broken())
                    .anyMatch(line -> line.startsWith("BROKEN  line 2 of the export cannot be read: "))
                    .anyMatch(line -> line.startsWith("BROKEN  " + I + " version 1: it is missing"));
        }
    }

    @Test
    void takesNothingForTheQuestionMarkThatWasHashed() throws IOException {
        String good = log.lines(log.of(event -> true), log::line);
        Said said = exportOfEverything(good.replace("why?", "why\\ud800"));
        assertThat(said.broken()).anyMatch(line -> line.startsWith("BROKEN  " + I + " version 0: it cannot be read"));
    }

    @Test
    void isNotBroughtDownByWhatIsNestedDeep() throws IOException {
        String deep = "[".repeat(200_000);
        String good = log.lines(log.of(event -> true), log::line);
        Said inLine = exportOfEverything(good.replaceFirst("\"metadata\"", "\"more\":" + deep + ",\"metadata\""));
        assertThat(inLine.broken())
                .anyMatch(line -> line.contains("line 1 of the export cannot be read: It is nested"));
        Said inManifest = export(good, deep);
        assertThat(inManifest.exitCode()).isEqualTo(2);
        assertThat(inManifest.text()).startsWith("COULD NOT BE VERIFIED: It is nested");
        assertThat(run("inclusion", write("proof.json", deep), "--key", log.key())
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void isNotKeptBusyByVersionsThatNobodyCanCount() throws IOException {
        String lines = log.lines(ofJ, log::provenLine);
        for (String versions : List.of("0-9223372036854775806", "0-1,2-9223372036854775806")) {
            Said said = export(lines, log.manifest(false, "", 2, log.stream(J, versions, 1)));
            assertThat(said.broken()).anyMatch(line -> line.startsWith("BROKEN  " + J + " version 2: it is missing"));
        }
        for (String versions : List.of("0-9223372036854775807", "1-0", "0-1,1", "-1", "", "0-1-2")) {
            Said said = export(lines, log.manifest(false, "", 2, log.stream(J, versions, 1)));
            assertThat(said.text())
                    .contains("versions of " + J + " cannot be read")
                    .doesNotContain("\nVERIFIED");
            assertThat(said.exitCode()).isEqualTo(2);
        }
    }

    @Test
    void saysInOneSentenceThatSomethingWasNotForeseenAndWhatItHadFound() throws IOException {
        Said said = run("export", "no\u0000path", "manifest.json", "--key", log.key());
        assertThat(said.exitCode()).isEqualTo(2);
        assertThat(said.text())
                .startsWith("COULD NOT BE VERIFIED: this was not foreseen")
                .hasLineCount(1);

        // The manifest cannot be read to its end, the lines could.
        String altered = log.lines(log.of(event -> true), log::line).replace("why?", "why!");
        Said both = export(altered, log.manifest(true, "", 8, everything.replaceFirst("0-1'", "x'")));
        assertThat(both.exitCode()).isEqualTo(1);
        assertThat(both.text())
                .contains("BROKEN  " + I + " version 0: its content was changed")
                .contains("COULD NOT BE VERIFIED: The manifest's versions");
    }

    @Test
    void namesTheFirstEventOfAStreamThatWasWrittenAnew() throws IOException {
        SignedLog forged = new SignedLog();
        for (Event event : log.of(event -> true)) {
            boolean first = event.streamId().equals(I) && event.version() == 1;
            forged.add(event.streamId(), first ? "{\"forged\":true}" : event.payload());
        }
        String lines = forged.lines(forged.of(event -> true), event -> {
            String inLog = log.of(
                            other -> other.streamId().equals(event.streamId()) && other.version() == event.version())
                    .get(0)
                    .hash();
            String line = forged.line(event);
            return inLog.equals(event.hash()) ? line : line.replaceFirst("}$", ",\"log_hash\":\"" + inLog + "\"}");
        });

        assertThat(exportOfEverything(lines).broken())
                .containsExactly("BROKEN  " + I + " version 1: the log has another hash for it");
        // Only the log itself has hashes that lead to its root.
        assertThat(exportOfEverything(lines.replaceAll("\"log_hash\":\"..", "\"log_hash\":\"00"))
                        .broken())
                .contains("BROKEN  " + I + " version 1: the log has another hash for it")
                .anyMatch(line -> line.contains("has another root than the log"));
    }

    @Test
    void findsWhatWasLeftOutOfAnExportOfOneInvoiceEvenWhereTheManifestAgrees() throws IOException {
        List<Event> asked =
                Stream.concat(ofI.stream(), attempts.stream().limit(1)).toList();
        String node = log.stream("attempts/node", "0", 1);
        String filter = "'from':null,'to':null,'actor':null,'invoice_id':'" + I + "'";
        Said whole = export(
                log.lines(asked, log::provenLine),
                log.manifest(false, filter, 5, log.stream(I, "0-3", 3) + "," + node));
        assertThat(whole.exitCode()).as(whole.text()).isZero();
        assertThat(whole.text())
                .contains("VERIFIED: these events are what was signed, and all 5 that the manifest lists")
                .contains("that it lists all that was asked for only an export of everything shows")
                .doesNotContain("nothing was altered or removed");

        List<Event> gap = asked.stream().filter(event -> event != ofI.get(2)).toList();
        assertThat(export(
                                log.lines(gap, log::provenLine),
                                log.manifest(false, filter, 4, log.stream(I, "0-1,3", 3) + "," + node))
                        .broken())
                .containsExactly(
                        "BROKEN  " + I + " version 2: it is missing, although all of the invoice was asked for");
        List<Event> cut = asked.stream().filter(event -> event != ofI.get(3)).toList();
        assertThat(export(
                                log.lines(cut, log::provenLine),
                                log.manifest(false, filter, 4, log.stream(I, "0-2", 3) + "," + node))
                        .broken())
                .containsExactly(
                        "BROKEN  " + I + " version 3: it is missing, although all of the invoice was asked for");
        assertThat(export("", log.manifest(false, filter, 0, "")).broken())
                .containsExactly("BROKEN  " + I + " version 0: it is missing: the manifest does not list its stream");
        // Of a period there may be gaps.
        Said period = export(
                log.lines(gap, log::provenLine),
                log.manifest(
                        false,
                        filter.replace("'to':null", "'to':'2027-01-01T00:00:00Z'"),
                        4,
                        log.stream(I, "0-1,3", 3) + "," + node));
        assertThat(period.exitCode()).as(period.text()).isZero();
    }

    @Test
    void takesNoExportOfOneInvoiceForThatOfAnother() throws IOException {
        String filter = "'invoice_id':'" + J + "'";
        Said said = export(log.lines(ofI, log::provenLine), log.manifest(false, filter, 4, log.stream(I, "0-3", 3)));
        assertThat(said.broken())
                .contains("BROKEN  " + I + " version 0: it is not of the invoice that was asked for")
                .anyMatch(line -> line.startsWith("BROKEN  " + J + " version 0: it is missing"));
        Said attempt = export(
                log.lines(List.of(attempts.get(0), ofJ.get(0), ofJ.get(1)), log::provenLine),
                log.manifest(false, filter, 3, log.stream("attempts/node", "0", 1) + "," + log.stream(J, "0-1", 1)));
        assertThat(attempt.broken())
                .containsExactly("BROKEN  attempts/node version 0: it is not of the invoice that was asked for");
    }

    @Test
    void takesNoProofOfOneInvoiceForThatOfAnotherAndNoneForOne() throws IOException {
        Said whole = inclusion(log.proof(I, ofI));
        assertThat(whole.exitCode()).as(whole.text()).isZero();
        assertThat(whole.text()).contains("that none was left off at the end this does not show");

        assertThat(inclusion(log.proof(I, ofJ)).broken())
                .containsExactly(
                        "BROKEN  " + I + " version 0: it is not in the proof",
                        "BROKEN  " + J + " version 0: it is not of the invoice that was asked for");
        Said empty = inclusion(log.proof(I, List.of()));
        assertThat(empty.exitCode()).isEqualTo(2);
        assertThat(empty.text()).contains("holds no events").doesNotContain("\nVERIFIED");
        assertThat(inclusion(log.proof(I, ofI)
                                .replace("\"content_hash\":\"" + ofI.get(2).contentHash(), "\"x\":\""))
                        .broken())
                .containsExactly("BROKEN  " + I + " version 2: it cannot be read: There is no text \"content_hash\"");
    }

    @Test
    void readsWhatAnEditorPutAMarkBefore() throws IOException {
        String mark = "\uFEFF";
        Said said = run(
                "export",
                write("events.ndjson", mark + log.lines(log.of(event -> true), log::line)),
                write("manifest.json", mark + log.manifest(true, "", 8, everything)),
                "--keys",
                write("keys", mark + log.key()),
                "--checkpoints",
                write("kept", mark + log.checkpoint()));
        assertThat(said.exitCode()).as(said.text()).isZero();
    }

    private Said exportOfEverything(List<String> lines) throws IOException {
        return exportOfEverything(String.join("\n", lines));
    }

    private Said exportOfEverything(String lines) throws IOException {
        return export(lines, log.manifest(true, "", 8, everything));
    }

    private Said export(String lines, String manifest) throws IOException {
        return run(
                "export",
                write("events.ndjson", lines),
                write("manifest.json", manifest),
                "--key",
                log.key(),
                "--checkpoints",
                write("kept", log.checkpoint()));
    }

    private Said inclusion(String proof) throws IOException {
        return run("inclusion", write("proof.json", proof), "--key", log.key());
    }

    private String write(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private static Said run(String... arguments) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = Verifier.run(new PrintStream(said, true, StandardCharsets.UTF_8), arguments);
        return new Said(code, said.toString(StandardCharsets.UTF_8));
    }
}
