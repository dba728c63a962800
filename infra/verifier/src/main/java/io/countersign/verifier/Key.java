package io.countersign.verifier;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/**
 * A public key that signs checkpoints (C2SP signed-note, Ed25519).
 *
 * @param name of whoever signs with it
 * @param id four bytes in hex
 */
record Key(String name, String id, PublicKey key) {

    /** What stands before an Ed25519 key in its X.509 form (RFC 8410). */
    private static final String X509_PREFIX = "302a300506032b6570032100";

    private static final int ED25519 = 1;

    /**
     * Reads {@code name+id+base64}.
     *
     * @throws CannotVerify where it is no such key, or its id is another's
     */
    static Key parse(String text) {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length != 3) {
            throw new CannotVerify("This is no key of the form name+id+key: " + text);
        }
        try {
            byte[] encoded = Base64.getDecoder().decode(parts[2]);
            String key = HexFormat.of().formatHex(encoded, 1, encoded.length);
            String id = id(parts[0], key);
            if (encoded[0] != ED25519 || encoded.length != 33 || !id.equals(parts[1])) {
                throw new CannotVerify("This is no Ed25519 key, or its id is not its own: " + text);
            }
            return of(parts[0], id, key);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new CannotVerify("This key cannot be read: " + text);
        }
    }

    /** The key of a name in hex. */
    static Key of(String name, String hex) {
        return of(name, id(name, hex), hex);
    }

    private static Key of(String name, String id, String hex) {
        try {
            return new Key(
                    name,
                    id,
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(
                                    new X509EncodedKeySpec(HexFormat.of().parseHex(X509_PREFIX + hex))));
        } catch (GeneralSecurityException e) {
            throw new CannotVerify("The key " + name + "+" + id + " is no Ed25519 key", e);
        }
    }

    private static String id(String name, String hex) {
        return new Digest()
                .text(name)
                .octet('\n')
                .octet(ED25519)
                .hex(hex)
                .sha256()
                .substring(0, 8);
    }

    boolean verifies(String text, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    @Override
    public String toString() {
        return name + "+" + id;
    }
}
