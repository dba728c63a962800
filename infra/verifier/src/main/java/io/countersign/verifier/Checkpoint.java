package io.countersign.verifier;

import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A signed tree head (C2SP tlog-checkpoint).
 *
 * @param root in hex
 * @param body what is signed
 */
record Checkpoint(String origin, long size, String root, String body, List<SignatureLine> signatures) {

    private static final String DASH = "\u2014 ";

    /** A signature over the body, by a key that has that id (in hex) and name. */
    record SignatureLine(String name, String keyId, String signature) {}

    /**
     * Reads as many checkpoints as a text holds, one after the other, blank lines between them or none.
     *
     * @throws CannotVerify where there is anything else in it
     */
    static List<Checkpoint> parseAll(String text) {
        List<Checkpoint> checkpoints = new ArrayList<>();
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
            checkpoints.add(of(body, lines.subList(signatures, at)));
        }
        return checkpoints;
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

    private static Checkpoint of(List<String> body, List<String> signatures) {
        if (body.size() < 3) {
            throw new CannotVerify("A checkpoint begins with origin, size and root hash: " + body);
        }
        try {
            return new Checkpoint(
                    body.get(0),
                    Long.parseLong(body.get(1)),
                    HexFormat.of().formatHex(Base64.getDecoder().decode(body.get(2))),
                    String.join("\n", body) + "\n",
                    signatures.stream().map(Checkpoint::signature).toList());
        } catch (IllegalArgumentException e) {
            throw new CannotVerify("The checkpoint cannot be read: " + body);
        }
    }

    private static SignatureLine signature(String line) {
        String[] parts = line.substring(DASH.length()).split(" ", -1);
        if (parts.length != 2) {
            throw new CannotVerify("The signature cannot be read: " + line);
        }
        String signature = HexFormat.of().formatHex(Base64.getDecoder().decode(parts[1]));
        if (signature.length() < 8) {
            throw new CannotVerify("The signature cannot be read: " + line);
        }
        return new SignatureLine(parts[0], signature.substring(0, 8), signature.substring(8));
    }

    /** The first of the keys that signed it. */
    Optional<Key> signedBy(Collection<Key> keys) {
        return keys.stream()
                .filter(key -> signatures.stream()
                        .anyMatch(line -> line.name().equals(key.name())
                                && line.keyId().equals(key.id())
                                && key.verifies(body, HexFormat.of().parseHex(line.signature()))))
                .findFirst();
    }

    @Override
    public String toString() {
        return "the checkpoint of " + origin + " over " + size + " events";
    }
}
