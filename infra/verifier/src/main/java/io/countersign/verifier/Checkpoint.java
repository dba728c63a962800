package io.countersign.verifier;

import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A signed tree head (C2SP tlog-checkpoint).
 *
 * @param root in hex
 * @param note what was signed, and by whom
 */
record Checkpoint(String origin, long size, String root, Note note) {

    /**
     * Reads as many checkpoints as a text holds, one after the other, blank lines between them or none.
     *
     * @throws CannotVerify where there is anything else in it
     */
    static List<Checkpoint> parseAll(String text) {
        return Note.parseAll(text).stream().map(Checkpoint::of).toList();
    }

    /**
     * Reads one checkpoint.
     *
     * @throws CannotVerify where there is none or more in the text
     */
    static Checkpoint parse(String text) {
        List<Checkpoint> all = parseAll(text);
        if (all.size() != 1) {
            throw new CannotVerify("There is not one checkpoint, but " + all.size());
        }
        return all.get(0);
    }

    private static Checkpoint of(Note note) {
        List<String> lines = note.lines();
        if (lines.size() < 3) {
            throw new CannotVerify("A checkpoint begins with origin, size and root hash: " + lines);
        }
        try {
            return new Checkpoint(
                    lines.get(0),
                    Long.parseLong(lines.get(1)),
                    HexFormat.of().formatHex(Base64.getDecoder().decode(lines.get(2))),
                    note);
        } catch (IllegalArgumentException e) {
            throw new CannotVerify("The checkpoint cannot be read: " + lines);
        }
    }

    /** The first of the keys that signed it. */
    Optional<Key> signedBy(Collection<Key> keys) {
        return note.signedBy(keys);
    }

    @Override
    public String toString() {
        return "the checkpoint of " + origin + " over " + size + " events";
    }
}
