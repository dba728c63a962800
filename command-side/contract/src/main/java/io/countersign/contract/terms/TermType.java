package io.countersign.contract.terms;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What kind of value a business term holds (EN 16931-1, semantic data types), and so which strings are values of it
 * and which two strings mean the same.
 */
public enum TermType {
    TEXT("a text"),
    IDENTIFIER("an identifier"),
    CODE("a code without spaces"),
    CURRENCY("an ISO 4217 currency code such as EUR"),
    COUNTRY("an ISO 3166-1 country code such as DE"),
    DATE("a date such as 2026-01-31"),
    AMOUNT("a decimal number such as 1234.50"),
    UNIT_PRICE("a decimal number such as 4.5512"),
    QUANTITY("a decimal number such as 20"),
    PERCENTAGE("a decimal number such as 5.5"),
    CARD_NUMBER("the last digits of a card number"),
    DOCUMENT_REFERENCE("a document reference"),
    ATTACHMENT("a file name");

    /** Longest value that a term may hold, in characters. */
    public static final int MAX_LENGTH = 10_000;

    private static final int MAX_WHOLE_DIGITS = 30;
    private static final int MAX_DECIMALS = 20;

    /** Invoices and XML Schema 1.0 know no year 0, and PostgreSQL's driver cannot read each of its days back. */
    private static final Pattern ISO_DATE = Pattern.compile("(?!0000)\\d{4}-\\d{2}-\\d{2}");

    private static final Pattern CURRENCY_CODE = Pattern.compile("[A-Z]{3}");
    private static final Pattern COUNTRY_CODE = Pattern.compile("[A-Z0-9]{2}");
    private static final Pattern CODE_VALUE = Pattern.compile("\\S{1,100}");
    private static final int CARD_DIGITS_SHOWN = 4;

    private final String description;

    TermType(String description) {
        this.description = description;
    }

    /** A phrase that completes "must be ...", for messages to people. */
    public String description() {
        return description;
    }

    /** Whether the values of this type are decimal numbers. */
    public boolean isNumeric() {
        return switch (this) {
            case AMOUNT, UNIT_PRICE, QUANTITY, PERCENTAGE -> true;
            default -> false;
        };
    }

    /** Whether {@code value} (already {@link #normalise normalised}) is a value of this type. */
    public boolean accepts(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH || hasForbidden(value)) {
            return false;
        }
        return switch (this) {
            case TEXT, IDENTIFIER, DOCUMENT_REFERENCE, ATTACHMENT, CARD_NUMBER -> true;
            case CODE -> CODE_VALUE.matcher(value).matches();
            case CURRENCY -> CURRENCY_CODE.matcher(value).matches();
            case COUNTRY -> COUNTRY_CODE.matcher(value).matches();
            case DATE -> date(value).isPresent();
            case AMOUNT, UNIT_PRICE, QUANTITY, PERCENTAGE -> decimal(value).isPresent();
        };
    }

    /**
     * The value as it is kept: without what nobody sees around it, and card numbers masked but for their last four digits
     * (PCI DSS 3.4; EN 16931 BT-87 asks for the same).
     */
    public String normalise(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isUnseen(value.charAt(start))) {
            start++;
        }
        while (end > start && isUnseen(value.charAt(end - 1))) {
            end--;
        }
        String stripped = value.substring(start, end);
        return this == CARD_NUMBER ? masked(stripped) : stripped;
    }

    /** Unicode's white space, of which Java's has not all, and what has no width. */
    private static boolean isUnseen(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || "\u0085\u200B\u2060\uFEFF".indexOf(c) >= 0;
    }

    /** Whether two values mean the same: {@code 100.0} and {@code 100.00} do. */
    public boolean sameMeaning(String left, String right) {
        if (left.equals(right)) {
            return true;
        }
        if (!isNumeric()) {
            return false;
        }
        Optional<BigDecimal> a = decimal(left);
        Optional<BigDecimal> b = decimal(right);
        return a.isPresent() && b.isPresent() && a.get().compareTo(b.get()) == 0;
    }

    /** The decimal number that {@code value} writes, if it writes one: plain notation, a point, no exponent. */
    public static Optional<BigDecimal> decimal(String value) {
        return isDecimal(value) ? Optional.of(new BigDecimal(value)) : Optional.empty();
    }

    /** By hand, as {@link #hasForbidden}: a view reads every figure of every invoice, and a regular expression takes longer. */
    private static boolean isDecimal(String value) {
        int start = value.startsWith("+") || value.startsWith("-") ? 1 : 0;
        int point = digitsEnd(value, start);
        int whole = point - start;
        if (point == value.length()) {
            return whole > 0 && whole <= MAX_WHOLE_DIGITS;
        }
        int decimals = digitsEnd(value, point + 1) - point - 1;
        return value.charAt(point) == '.'
                && point + 1 + decimals == value.length()
                && whole <= MAX_WHOLE_DIGITS
                && decimals <= MAX_DECIMALS
                && whole + decimals > 0;
    }

    private static int digitsEnd(String value, int start) {
        int end = start;
        while (end < value.length() && value.charAt(end) >= '0' && value.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /** Whether there is what no XML can hold: control characters, half of a character, and what is none. */
    private static boolean hasForbidden(String value) {
        for (int i = 0; i < value.length(); ) {
            int c = value.codePointAt(i);
            if (c < ' ' ? c != '\t' && c != '\n' && c != '\r' : c >= 0xFFFE && c <= 0xFFFF || isHalf(c)) {
                return true;
            }
            i += Character.charCount(c);
        }
        return false;
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** The calendar date that {@code value} writes as {@code yyyy-MM-dd}, if there is such a day. */
    public static Optional<LocalDate> date(String value) {
        if (!ISO_DATE.matcher(value).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(value));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static String masked(String cardNumber) {
        String digits = cardNumber.replaceAll("\\P{Nd}", "");
        if (digits.length() <= CARD_DIGITS_SHOWN) {
            return cardNumber;
        }
        return "*".repeat(digits.length() - CARD_DIGITS_SHOWN) + digits.substring(digits.length() - CARD_DIGITS_SHOWN);
    }
}
