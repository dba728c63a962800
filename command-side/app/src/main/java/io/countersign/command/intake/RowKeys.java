package io.countersign.command.intake;

/** The keys that rows get in document order: {@code l1}, {@code l2}, ... for invoice lines. */
final class RowKeys {

    private RowKeys() {}

    /** The key of the {@code number}-th row of a group, counted from 1. */
    static String key(String group, int number) {
        return group.charAt(0) == 's' ? "d" + number : group.substring(0, 1) + number;
    }
}
