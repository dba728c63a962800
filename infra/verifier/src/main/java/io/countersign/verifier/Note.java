package io.countersign.verifier;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A signed text (C2SP signed-note): lines, a blank line, signatures.
 *
 * @param lines what is signed, each with its line end
 */
record Note(List<String> lines, List<SignatureLine> signatures) {

    private static final String DASH = "\u2014 ";

    /** A signature over the lines, by a key that has that id (in hex) and name. */
    record SignatureLine(String name, String keyId, String signature) {}

    /**
     * Reads as many as a text holds, one after the other, blank lines between them or none.
     *
     * @throws CannotVerify where a signature cannot be read
     */
    static List<Note> parseAll(String text) {
        List<Note> notes = new ArrayList<>();
        List<String> lines = text.lines().toList();
        int at = 0;
        while (at < lines.size()) {
            if (lines.get(at).isBlank()) {
                at++;
                continue;
            }
            int end = at;
            while (end < lines.size() && !lines.get(end).isEmpty()) {
                end++;
            }
            List<String> body = lines.subList(at, end);
            at = Math.min(end + 1, lines.size());
            int signatures = at;
            while (at < lines.size() && lines.get(at).startsWith(DASH)) {
                at++;
            }
            notes.add(new Note(
                    body,
                    lines.subList(signatures, at).stream().map(Note::signature).toList()));
        }
        return notes;
    }

    private static SignatureLine signature(String line) {
        String[] parts = line.substring(DASH.length()).split(" ", -1);
        try {
            String signature = HexFormat.of().formatHex(Base64.getDecoder().decode(parts[parts.length - 1]));
            if (parts.length != 2 || signature.length() < 8) {
                throw new CannotVerify("The signature cannot be read: " + line);
            }
            return new SignatureLine(parts[0], signature.substring(0, 8), signature.substring(8));
        } catch (IllegalArgumentException noBase64) {
            throw new CannotVerify("The signature cannot be read: " + line);
        }
    }

    /** What is signed. */
    String body() {
        return String.join("\n", lines) + "\n";
    }

    /** The first of the keys that signed it. */
    Optional<Key> signedBy(Collection<Key> keys) {
        return keys.stream()
                .filter(key -> signatures.stream()
                        .anyMatch(line -> line.name().equals(key.name())
                                && line.keyId().equals(key.id())
                                && key.verifies(body(), HexFormat.of().parseHex(line.signature()))))
                .findFirst();
    }
}
