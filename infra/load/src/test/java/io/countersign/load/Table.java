package io.countersign.load;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What a benchmark measured, as it is printed and kept. */
final class Table {

    private static final Path RESULTS = Path.of("results");

    private final String benchmark;
    private final List<String> lines = new ArrayList<>();

    Table(String benchmark) {
        this.benchmark = benchmark;
    }

    void line(String format, Object... values) {
        lines.add(format.formatted(values));
    }

    /** Prints it, and keeps it with the date and what it was measured on, unless it is of a small variant. */
    void show() throws IOException {
        String machine = "%d processors, %d GiB, %s %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        memoryInGiB(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        System.getProperty("java.version"));
        Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        String text =
                "%s, %s%n%s%n%n%s%n".formatted(benchmark, now, machine, String.join(System.lineSeparator(), lines));
        System.out.print(text);
        if (Boolean.getBoolean("quick")) {
            return;
        }
        Files.createDirectories(RESULTS);
        Files.writeString(RESULTS.resolve(now.toString().replace(":", "") + "-" + benchmark + ".txt"), text);
    }

    private static long memoryInGiB() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return system.getTotalMemorySize() >> 30;
    }
}
