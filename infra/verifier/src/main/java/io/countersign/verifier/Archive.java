package io.countersign.verifier;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** An archive as the service makes them: events, manifest and documents in one ZIP. */
final class Archive implements AutoCloseable {

    static final String EVENTS = "events.ndjson";
    static final String MANIFEST = "manifest.json";
    /** For people; nothing proves it. */
    static final String TABLE = "events.csv";

    private final ZipFile zip;

    /**
     * Opens it.
     *
     * @throws CannotVerify where it is none, or not whole
     */
    Archive(Path file) {
        try {
            zip = new ZipFile(file.toFile());
        } catch (IOException e) {
            throw new CannotVerify("The archive cannot be read", e);
        }
    }

    /** The events, a line each. */
    BufferedReader events() throws IOException {
        return new BufferedReader(new InputStreamReader(open(EVENTS), StandardCharsets.UTF_8));
    }

    String manifest() {
        try (InputStream manifest = open(MANIFEST)) {
            return new String(manifest.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CannotVerify("The manifest in the archive cannot be read", e);
        }
    }

    /** The SHA-256 of what is in it at that path, in hex; empty where nothing is. */
    Optional<String> sha256(String path) {
        ZipEntry entry = zip.getEntry(path);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream content = zip.getInputStream(entry)) {
            return Optional.of(Digest.sha256(content));
        } catch (IOException e) {
            throw new CannotVerify(path + " in the archive cannot be read", e);
        }
    }

    /** The paths of all that is in it; one that is there twice, twice. */
    List<String> paths() {
        return zip.stream().map(ZipEntry::getName).toList();
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new CannotVerify("The archive cannot be read", e);
        }
    }

    private InputStream open(String path) throws IOException {
        ZipEntry entry = zip.getEntry(path);
        if (entry == null) {
            throw new CannotVerify("The archive has no " + path + ": it is not whole");
        }
        return zip.getInputStream(entry);
    }
}
