package io.countersign.contract.terms;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TermTypeTest {

    /** What a decimal number, a row's key and a forbidden character are, said otherwise than in the code. */
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d{1,30}(\\.\\d{0,20})?|\\.\\d{1,20})");

    private static final Pattern ROW_KEY = Pattern.compile("[a-z0-9]{1,16}");
    private static final Pattern FORBIDDEN =
            Pattern.compile("[\\x00-\\x08\\x0B\\x0C\\x0E-\\x1F\\x{FFFE}\\x{FFFF}]|\\p{Cs}");

    @Test
    void aDecimalNumberIsPlainAndNotTooLong() {
        Stream.concat(
                        texts("+-.09e٣", 5),
                        Stream.of("9".repeat(30), "9".repeat(31))
                                .flatMap(whole -> Stream.of(0, 1, 20, 21)
                                        .flatMap(decimals -> Stream.of("", "-")
                                                .map(sign -> sign + whole + "." + "1".repeat(decimals)))))
                .forEach(text -> assertThat(TermType.decimal(text))
                        .as(text)
                        .isEqualTo(
                                DECIMAL.matcher(text).matches()
                                        ? Optional.of(new BigDecimal(text))
                                        : Optional.empty()));
    }

    @Test
    void aDateIsADayOfTheCalendarFromTheYear1On() {
        assertThat(Stream.of("0001-01-01", "2024-02-29", "9999-12-31")).allMatch(TermType.DATE::accepts);
        assertThat(Stream.of("0000-02-29", "0000-12-31", "2026-02-29", "2026-1-31", "10000-01-01", "-0001-01-01"))
                .noneMatch(TermType.DATE::accepts);
    }

    @Test
    void aTextHoldsNoCharacterThatXmlCannotHold() {
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String text = "a" + Character.toString(c) + "b";
            assertThat(TermType.TEXT.accepts(text))
                    .as("%x", c)
                    .isEqualTo(!FORBIDDEN.matcher(text).find());
        }
    }

    @Test
    void whatNobodySeesIsNoPartOfAValueAtItsEnds() {
        Pattern unseen = Pattern.compile("[\\p{IsWhite_Space}\\x1C-\\x1F\\u200B\\u2060\\uFEFF]");
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            String one = Character.toString(c);
            String kept = unseen.matcher(one).matches() ? "" : one;
            assertThat(TermType.TEXT.normalise(one + one)).as("%x", c).isEqualTo(kept + kept);
            assertThat(TermType.TEXT.normalise(one + "a" + one + "b" + one))
                    .as("%x", c)
                    .isEqualTo(kept + "a" + one + "b" + kept);
        }
    }

    @Test
    void aRowsKeyIsShortAndHasLettersAndDigitsOnly() {
        Stream.concat(texts("az09`{/:A.é", 3), Stream.of("a".repeat(16), "a".repeat(17)))
                .forEach(key -> assertThat(TermPath.parse("lines." + key + ".net_amount"))
                        .as(key)
                        .matches(
                                path -> path.isPresent() == ROW_KEY.matcher(key).matches()));
    }

    /** All texts of these characters, up to so many. */
    private static Stream<String> texts(String characters, int most) {
        return most == 0
                ? Stream.of("")
                : texts(characters, most - 1)
                        .flatMap(text -> text.length() == most - 1
                                ? Stream.concat(
                                        Stream.of(text), characters.chars().mapToObj(c -> text + (char) c))
                                : Stream.of(text));
    }
}
