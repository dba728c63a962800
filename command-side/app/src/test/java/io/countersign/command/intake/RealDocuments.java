package io.countersign.command.intake;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Real documents by others, kept beside the repository and not in it; {@code SOURCES.tsv} there says what each holds
 * and what the official rules find in it.
 */
final class RealDocuments {

    private static final Set<String> INVOICES = Set.of("ubl-invoice", "ubl-creditnote", "cii", "facturx-pdf");

    private RealDocuments() {}

    /**
     * One document and what is known of it.
     *
     * @param facts the columns of {@code SOURCES.tsv}
     */
    record RealDocument(Path path, Map<String, String> facts) {

        String file() {
            return fact("file");
        }

        String fact(String column) {
            return facts.getOrDefault(column, "");
        }

        String kind() {
            return fact("kind");
        }

        /** Whether the document is one that must import. */
        boolean isInvoice() {
            return INVOICES.contains(kind());
        }

        Set<String> list(String column) {
            return Stream.of(fact(column).split(",", -1))
                    .filter(entry -> !entry.isEmpty())
                    .collect(Collectors.toSet());
        }

        String mediaType() {
            String name = file();
            return name.endsWith(".pdf")
                    ? "application/pdf"
                    : name.endsWith(".json") ? "application/json" : "application/xml";
        }

        DocumentReading read() {
            try {
                return new DocumentReader().read(Files.readAllBytes(path), mediaType(), file());
            } catch (IOException e) {
                throw new IllegalStateException(file(), e);
            }
        }

        @Override
        public String toString() {
            return file();
        }
    }

    /** The folder, empty where it is absent. */
    static Optional<Path> folder() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve("mvnw"))) {
                Path documents = folder.resolve("../shared/invoices").normalize();
                return Files.exists(documents.resolve("SOURCES.tsv")) ? Optional.of(documents) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    static List<RealDocument> in(Path folder) throws IOException {
        List<String> lines = Files.readAllLines(folder.resolve("SOURCES.tsv"));
        List<String> columns = Arrays.asList(lines.getFirst().split("\t", -1));
        return lines.stream()
                .skip(1)
                .map(line -> {
                    String[] cells = line.split("\t", -1);
                    Map<String, String> facts = new HashMap<>();
                    for (int i = 0; i < cells.length; i++) {
                        facts.put(columns.get(i), cells[i]);
                    }
                    return new RealDocument(folder.resolve(cells[0]), facts);
                })
                .toList();
    }
}
