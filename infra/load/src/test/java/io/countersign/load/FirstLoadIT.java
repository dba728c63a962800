package io.countersign.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What a browser that was never here loads before the first page stands, compressed. */
class FirstLoadIT {

    private static final double KIBIBYTES = 250;

    private static final Path PAGES = Path.of("..", "..", "web-ui", "target", "classes", "static");
    private static final Pattern IN_PAGE = Pattern.compile("(?:src|href)=\"/([^\"]+\\.(?:js|css))\"");
    /** The entry lists what it goes on with. */
    private static final Pattern IN_ENTRY = Pattern.compile("\"(assets/[^\"]+\\.(?:js|css))\"");
    /** For a hidden frame, later. */
    private static final String SILENT_RENEW = "assets/silent-renew";

    @Test
    void isSmall() throws Exception {
        String page = Files.readString(PAGES.resolve("index.html"));
        Set<String> files = new TreeSet<>(found(IN_PAGE, page));
        for (String script : found(IN_PAGE, page)) {
            files.addAll(found(IN_ENTRY, Files.readString(PAGES.resolve(script))));
        }
        files.removeIf(file -> file.startsWith(SILENT_RENEW));
        files.add("index.html");

        Table table = new Table("FirstLoad");
        double all = 0;
        for (String file : files) {
            double size = compressed(PAGES.resolve(file)) / 1024.0;
            table.line("  %s: %.1f KiB", file, size);
            all += size;
        }
        table.line("first load, compressed: %.1f KiB; goal %.0f", all, KIBIBYTES);
        table.show();
        assertThat(all).isLessThan(KIBIBYTES);
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1)).collect(Collectors.toSet());
    }

    private static int compressed(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream zipped = new GZIPOutputStream(bytes)) {
            Files.copy(file, zipped);
        }
        return bytes.size();
    }
}
