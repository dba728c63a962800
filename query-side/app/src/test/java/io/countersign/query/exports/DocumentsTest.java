package io.countersign.query.exports;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The names that documents have as files. */
class DocumentsTest {

    @ParameterizedTest
    @ValueSource(strings = {"\u8acb", "\u00fc", "x", "\uD83C\uDF6B"})
    void areShortEnoughForEveryDisk(String character) {
        String name = Documents.fileName(character.repeat(300) + ".pdf", "application/pdf");

        assertThat(name.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(190, 200);
        assertThat(name).startsWith(character).endsWith(character + ".pdf");
    }

    @ParameterizedTest
    @CsvSource({
        "-rf, _-rf",
        "CON, _CON",
        "con .txt, _con .txt",
        "COM\u00B9.txt, _COM\u00B9.txt",
        "lpt9.pdf, _lpt9.pdf",
        "CONIN$, _CONIN$",
        "conout$.xml, _conout$.xml",
        "a\u0085b\u009Bc.pdf, abc.pdf",
        "console.pdf, console.pdf",
        "a-b.pdf, a-b.pdf"
    })
    void areTakenForNothingElse(String given, String name) {
        assertThat(Documents.fileName(given, "application/pdf")).isEqualTo(name);
    }

    @Test
    void keepTheNameThatTheyWereGiven() {
        assertThat(Documents.fileName("Rechnung M\u00e4rz 2026.pdf", "application/pdf"))
                .isEqualTo("Rechnung M\u00e4rz 2026.pdf");
    }

    @Test
    void doNotEndInWhatSystemsTakeOffAfterTheyWereCut() {
        assertThat(Documents.fileName("a".repeat(195) + " . ".repeat(10) + "no extension", "application/pdf"))
                .isEqualTo("a".repeat(195));
    }
}
