package io.countersign.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds all that one launcher keeps: PostgreSQL's data and programs, and credentials. Only one launcher
 * at a time may have it open; the operating system gives the lock back however the process ends.
 */
final class DataFolder implements AutoCloseable {

    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    private final Path path;
    private final FileChannel lockChannel;

    private DataFolder(Path path, FileChannel lockChannel) {
        this.path = path;
        this.lockChannel = lockChannel;
    }

    /**
     * Creates the folder where it is missing and locks it for this process.
     *
     * @throws LauncherCannotStart where another launcher has it
     */
    static DataFolder open(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        Path lockFile = path.resolve("launcher.lock");
        try {
            Files.createDirectories(path, readableByOwnerOnly("rwx------"));
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                String holder = Files.readString(lockFile).strip();
                channel.close();
                throw new LauncherCannotStart(
                        "Another Countersign launcher (process %s) is using the data folder %s."
                                .formatted(holder.isEmpty() ? "unknown" : holder, path),
                        "Stop it first, or give this one a folder of its own with COUNTERSIGN_DATA_DIR.");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw new LauncherCannotStart(
                    "The data folder %s cannot be used: %s".formatted(path, e),
                    "Make it writable for this user, or choose another with COUNTERSIGN_DATA_DIR.");
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path path() {
        return path;
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    /** Replaces a file in one step by one that only this user can read. */
    void writePrivately(String name, String content) {
        Path target = resolve(name);
        Path fresh = resolve(name + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, readableByOwnerOnly("rw-------"));
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8)));
                channel.force(true);
            }
            Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + target, e);
        }
    }

    @Override
    public void close() {
        try {
            lockChannel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unlock " + path, e);
        }
    }

    private static FileAttribute<?>[] readableByOwnerOnly(String permissions) {
        return POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
