package io.countersign.contract.review;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Where a review stands. */
public enum ReviewStatus {
    RECEIVED,
    /** Corrected at least once. */
    IN_REVIEW,
    APPROVED,
    REJECTED,
    ON_HOLD;

    private final String text = name().toLowerCase(Locale.ROOT);

    /** The status of that {@link #text}. */
    public static Optional<ReviewStatus> parse(String text) {
        return Arrays.stream(values())
                .filter(status -> status.text.equals(text))
                .findFirst();
    }

    /** The status as it is written in JSON and in views: {@code in_review}. */
    @JsonValue
    public String text() {
        return text;
    }

    /** Whether the invoice may be corrected, approved, rejected or put on hold as it stands. */
    public boolean isOpen() {
        return this == RECEIVED || this == IN_REVIEW;
    }
}
