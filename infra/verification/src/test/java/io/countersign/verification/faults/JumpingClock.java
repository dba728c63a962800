package io.countersign.verification.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The clock of one process, jumped while that runs, by libfaketime; its stopwatches go on as they were. */
final class JumpingClock {

    private static final String LIBRARY = "libfaketime.so.1";

    private final Path library;
    private final Path offset;

    private JumpingClock(Path library, Path offset) throws IOException {
        this.library = library;
        this.offset = offset;
        jump(Duration.ZERO);
    }

    /** One that is right as yet; empty where the library is not installed. */
    static Optional<JumpingClock> in(Path folder) throws IOException {
        try (Stream<Path> found = Files.find(Path.of("/usr/lib"), 3, (path, _) -> path.endsWith(LIBRARY))) {
            Optional<Path> library = found.findFirst();
            return library.isPresent()
                    ? Optional.of(new JumpingClock(library.get(), folder.resolve("clock-offset")))
                    : Optional.empty();
        }
    }

    /** What makes a process go by it. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                "FAKETIME_CACHE_DURATION", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Otherwise what waits on a stopwatch is woken at once, again and again.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /** From within a second on it is so far from the real time. */
    void jump(Duration off) throws IOException {
        Files.writeString(offset, "%+d%n".formatted(off.toSeconds()));
    }
}
