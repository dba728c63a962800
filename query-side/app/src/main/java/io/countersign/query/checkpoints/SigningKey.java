package io.countersign.query.checkpoints;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** An Ed25519 key (RFC 8032) that signs checkpoints under a name. */
final class SigningKey {

    private static final String ALGORITHM = "Ed25519";
    private static final int KEY_LENGTH = 32;
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";

    private final PrivateKey key;
    private final VerifierKey verifier;

    private SigningKey(PrivateKey key, VerifierKey verifier) {
        this.key = key;
        this.verifier = verifier;
    }

    /** A new private key, PKCS#8 in PEM, as {@code openssl genpkey -algorithm ed25519} makes them. */
    static String newPem() {
        try {
            byte[] pkcs8 = KeyPairGenerator.getInstance(ALGORITHM)
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            return BEGIN + "\n" + Base64.getEncoder().encodeToString(pkcs8) + "\n" + END + "\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has Ed25519", e);
        }
    }

    /**
     * The key in a PEM text.
     *
     * @param name whose key it is
     * @throws IllegalArgumentException where there is no such key in it
     */
    static SigningKey ofPem(String pem, String name) {
        int begin = pem.indexOf(BEGIN);
        int end = pem.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException("There is no private key in PEM in it");
        }
        byte[] pkcs8 = Base64.getMimeDecoder().decode(pem.substring(begin + BEGIN.length(), end));
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            return new SigningKey(key, VerifierKey.of(name, publicKey(pkcs8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("The private key in it is none for Ed25519", e);
        }
    }

    VerifierKey verifier() {
        return verifier;
    }

    /** A text of whole lines with its signature, as C2SP signed-note writes it. */
    String note(String text) {
        byte[] signature = sign(text);
        byte[] line = ByteBuffer.allocate(verifier.idBytes().length + signature.length)
                .put(verifier.idBytes())
                .put(signature)
                .array();
        return text + "\n\u2014 " + verifier.name() + " " + Base64.getEncoder().encodeToString(line) + "\n";
    }

    byte[] sign(String text) {
        try {
            Signature signer = Signature.getInstance(ALGORITHM);
            signer.initSign(key);
            signer.update(text.getBytes(StandardCharsets.UTF_8));
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("A key that was read signs", e);
        }
    }

    /** The JDK has no other way from a private key to its public half than to generate it again from the same bytes. */
    private static byte[] publicKey(byte[] pkcs8) throws GeneralSecurityException {
        byte[] seed = Arrays.copyOfRange(pkcs8, pkcs8.length - KEY_LENGTH, pkcs8.length);
        KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
        generator.initialize(NamedParameterSpec.ED25519, new SameBytes(seed));
        KeyPair pair = generator.generateKeyPair();
        byte[] x509 = pair.getPublic().getEncoded();
        return Arrays.copyOfRange(x509, x509.length - KEY_LENGTH, x509.length);
    }

    private static final class SameBytes extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        SameBytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void nextBytes(byte[] wanted) {
            System.arraycopy(bytes, 0, wanted, 0, wanted.length);
        }
    }
}
