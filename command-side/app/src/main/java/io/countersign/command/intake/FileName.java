package io.countersign.command.intake;

import org.jspecify.annotations.Nullable;

/** Names of files as senders give them. */
final class FileName {

    private static final int MAX_LENGTH = 200;

    private FileName() {}

    /** The name without folders and without what cannot be stored; {@code null} where nothing is left. */
    static @Nullable String of(@Nullable String given) {
        if (given == null) {
            return null;
        }
        String name = Values.storable(given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1))
                .replaceAll("[\\r\\n\\t]", " ")
                .strip();
        if (name.isEmpty()) {
            return null;
        }
        if (name.length() <= MAX_LENGTH) {
            return name;
        }
        // The end is kept: it says what kind of file it is.
        String end = name.substring(name.length() - MAX_LENGTH);
        return Character.isLowSurrogate(end.charAt(0)) ? end.substring(1) : end;
    }
}
