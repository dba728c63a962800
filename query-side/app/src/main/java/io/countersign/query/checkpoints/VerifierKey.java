package io.countersign.query.checkpoints;

import io.countersign.query.auditlog.Hash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * The public half of a key, as C2SP signed-note writes it.
 *
 * @param name of whoever signs with it
 * @param encoded the Ed25519 key of RFC 8032, 32 bytes
 */
public record VerifierKey(String name, Encoded encoded) {

    private static final byte ED25519 = 1;
    private static final int KEY_LENGTH = 32;
    private static final int ID_LENGTH = 4;
    /** What stands before the key in its X.509 form (RFC 8410). */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    /** A key of the given name and bytes. */
    public static VerifierKey of(String name, byte[] key) {
        if (!isKey(key)) {
            throw new IllegalArgumentException("An Ed25519 key has 32 bytes, not " + key.length);
        }
        return new VerifierKey(name, new Encoded(HexFormat.of().formatHex(key)));
    }

    /** Whether these can be the bytes of a key. */
    static boolean isKey(byte[] key) {
        return key.length == KEY_LENGTH;
    }

    /** The bytes of a key, in hex so that two are equal when their bytes are. */
    public record Encoded(String hex) {

        byte[] bytes() {
            return HexFormat.of().parseHex(hex);
        }
    }

    /** Which of the name's keys it is: 8 hex digits. Short, so a hint and no proof. */
    public String id() {
        return HexFormat.of().formatHex(idBytes());
    }

    byte[] idBytes() {
        byte[] name = this.name.getBytes(StandardCharsets.UTF_8);
        return Arrays.copyOf(
                Hash.sha256(name, new byte[] {'\n', ED25519}, encoded.bytes()).bytes(), ID_LENGTH);
    }

    /** {@code name+id+key}, the form that verifiers of signed notes take. */
    public String text() {
        byte[] key = new byte[1 + KEY_LENGTH];
        key[0] = ED25519;
        System.arraycopy(encoded.bytes(), 0, key, 1, KEY_LENGTH);
        return name + "+" + id() + "+" + Base64.getEncoder().encodeToString(key);
    }

    /** The form that OpenSSL takes. */
    public String pem() {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getEncoder().encodeToString(x509())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** Whether this key made the signature over the text. */
    public boolean verifies(String text, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(x509())));
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    private byte[] x509() {
        byte[] x509 = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + KEY_LENGTH);
        System.arraycopy(encoded.bytes(), 0, x509, X509_PREFIX.length, KEY_LENGTH);
        return x509;
    }
}
