package io.countersign.query.checkpoints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/**
 * The file that holds the private key. Nodes that share it sign with one key; a node that finds none makes one. It is a
 * file and not a table, so that whoever rules the database cannot sign.
 */
final class SigningKeyFile {

    private SigningKeyFile() {}

    /**
     * The key in the file.
     *
     * @throws IllegalStateException where the file cannot be read or made, or holds no key: a new key in its place would
     *     have to be made known to all auditors
     */
    static SigningKey open(Path file, String name) {
        Path path = file.toAbsolutePath().normalize();
        try {
            if (!Files.exists(path)) {
                make(path);
            }
            return SigningKey.ofPem(Files.readString(path), name);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The key that signs checkpoints cannot be kept in %s. COUNTERSIGN_AUDIT_SIGNING_KEY names another file."
                            .formatted(path),
                    e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "%s holds no key that could sign checkpoints: %s. Restore it, or delete it: then a new key is made."
                            .formatted(path, e.getMessage()),
                    e);
        }
    }

    /** Whole or not at all, and the first of several nodes that start together wins. */
    private static void make(Path file) throws IOException {
        Path folder = Objects.requireNonNull(file.getParent(), "An absolute file is in a folder");
        Files.createDirectories(folder, owner(folder, "rwx------"));
        Path aside = Files.createTempFile(folder, file.getFileName().toString(), ".new", owner(folder, "rw-------"));
        try {
            try (FileChannel channel = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(SigningKey.newPem().getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.createLink(file, aside);
        } catch (FileAlreadyExistsException another) {
            // It is as good.
        } finally {
            Files.delete(aside);
        }
    }

    private static FileAttribute<?>[] owner(Path folder, String permissions) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
