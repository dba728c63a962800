package io.countersign.query.exports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What spreadsheets make of values. */
class CsvTableTest {

    @Test
    void giveNoFormulaToASpreadsheetThatSeparatesByAnythingElse() {
        assertThat(CsvTable.harmless("x;=1+1;y")).isEqualTo("x;'=1+1;y");
        assertThat(CsvTable.harmless("x; \u00A0@a\t+1")).isEqualTo("x;' \u00A0@a\t'+1");
        assertThat(CsvTable.harmless("x\r\n=1")).isEqualTo("x\r'\n'=1");
        assertThat(CsvTable.harmless("x;\"=1+\"")).isEqualTo("x;'\"=1+\"");
        assertThat(CsvTable.harmless("\uD83C\uDF6B;\uD83C\uDF6B=1;-1")).isEqualTo("\uD83C\uDF6B;\uD83C\uDF6B=1;'-1");
        for (String harmless : new String[] {"", "a=1", "a; b=1", "x;y", ";", "R-1", "a\nb"}) {
            assertThat(CsvTable.harmless(harmless)).isEqualTo(harmless);
        }
    }

    @Test
    @Timeout(10)
    void doNotKeepAnybodyWaiting() {
        String blanks = "\n ".repeat(300_000);
        assertThat(CsvTable.harmless(blanks + "=").length()).isEqualTo(900_002);
    }
}
