package io.countersign.domain;

/**
 * A requested change that the invoice cannot take.
 *
 * @param path the member of {@code changes}
 * @param kind what is wrong with it
 */
public record Misfit(String path, Kind kind) {

    /** What is wrong. */
    public enum Kind {
        /** The invoice has no such row. */
        UNKNOWN_ROW,
        /** The invoice has a row of that key. */
        ROW_EXISTS,
        /** The same correction adds or removes the row as a whole. */
        CONTRADICTS_ROW
    }
}
