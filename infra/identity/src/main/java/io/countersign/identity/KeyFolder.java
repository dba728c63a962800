package io.countersign.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.Set;
import java.util.UUID;

/**
 * The folder that holds the issuer's keys: {@code signing-keys.json}, a JWK set, and {@code session-key}, 32 bytes. What
 * is missing is made, once: as long as the folder lives, tokens stay good and browsers stay signed in.
 */
final class KeyFolder {

    private static final int SESSION_KEY_BYTES = 32;

    private final Path folder;
    private final boolean posix;

    /**
     * Opens the folder, making it where it is not there.
     *
     * @throws UncheckedIOException where it cannot be made
     */
    KeyFolder(Path folder) {
        this.folder = folder;
        posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            Files.createDirectories(folder, owner("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("The issuer's key folder cannot be made: " + folder, e);
        }
    }

    /**
     * The keys that sign tokens.
     *
     * @throws IllegalStateException where the file is there but is no key set: making new keys over it would sign
     *     everybody out
     */
    JWKSet signingKeys() {
        byte[] stored = readOrMake("signing-keys.json", KeyFolder::newSigningKeys);
        try {
            return JWKSet.parse(new String(stored, StandardCharsets.UTF_8));
        } catch (ParseException e) {
            throw new IllegalStateException(
                    "%s is not a key set. Restore it, or delete it: then everybody signs in again."
                            .formatted(folder.resolve("signing-keys.json")),
                    e);
        }
    }

    /** The key that vouches for the browsers' session cookies. */
    byte[] sessionKey() {
        byte[] stored = readOrMake("session-key", () -> {
            byte[] key = new byte[SESSION_KEY_BYTES];
            new SecureRandom().nextBytes(key);
            return key;
        });
        if (stored.length != SESSION_KEY_BYTES) {
            throw new IllegalStateException("%s is not a key. Restore it, or delete it: then everybody signs in again."
                    .formatted(folder.resolve("session-key")));
        }
        return stored;
    }

    private static byte[] newSigningKeys() {
        try {
            RSAKey key = new RSAKeyGenerator(2048)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
            return new JWKSet(key).toString(false).getBytes(StandardCharsets.UTF_8);
        } catch (JOSEException e) {
            throw new IllegalStateException("Every Java platform makes RSA keys", e);
        }
    }

    private interface Maker {
        byte[] make();
    }

    private byte[] readOrMake(String name, Maker maker) {
        Path file = folder.resolve(name);
        try {
            if (!Files.exists(file)) {
                write(file, maker.make());
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("The issuer's keys cannot be kept in " + folder, e);
        }
    }

    // Whole or not at all, also when the machine stops half way: written aside, forced out, then renamed.
    private void write(Path file, byte[] content) throws IOException {
        Path aside = Files.createTempFile(folder, file.getFileName().toString(), ".new", owner("rw-------"));
        try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        if (posix) {
            try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
                directory.force(true);
            }
        }
    }

    private FileAttribute<?>[] owner(String permissions) {
        if (!posix) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> parsed = PosixFilePermissions.fromString(permissions);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(parsed)};
    }
}
