package io.countersign.query.checkpoints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where checkpoints go besides the database, out of reach of whoever rules that: into the process's log, and to the end
 * of the file {@code checkpoints} in a folder, where one is configured, with a blank line after each.
 */
final class PublishedCheckpoints {

    private static final Logger log = LoggerFactory.getLogger(PublishedCheckpoints.class);

    private final @Nullable Path file;

    PublishedCheckpoints(@Nullable Path folder) {
        file = folder == null ? null : folder.resolve("checkpoints");
        if (folder != null) {
            try {
                Files.createDirectories(folder);
            } catch (IOException e) {
                throw new UncheckedIOException("Checkpoints cannot be published in " + folder, e);
            }
        }
    }

    void add(Checkpoint checkpoint) {
        log.info(
                "Checkpoint over {} events, root {}, signed by {}",
                checkpoint.treeSize(),
                checkpoint.rootHash(),
                checkpoint.keyId());
        if (file == null) {
            return;
        }
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap((checkpoint.text() + "\n").getBytes(StandardCharsets.UTF_8)));
            channel.force(true);
        } catch (IOException e) {
            log.error("The checkpoint over {} events is not in {}: {}", checkpoint.treeSize(), file, e.toString());
        }
    }

    /** The last one in the file. */
    Optional<CheckpointText> last() {
        if (file == null || !Files.exists(file)) {
            return Optional.empty();
        }
        try {
            // Each is two paragraphs.
            String[] paragraphs = Files.readString(file).strip().split("\n\n");
            return paragraphs.length < 2
                    ? Optional.empty()
                    : CheckpointText.parse(
                            paragraphs[paragraphs.length - 2] + "\n\n" + paragraphs[paragraphs.length - 1] + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("The published checkpoints cannot be read: " + file, e);
        }
    }
}
