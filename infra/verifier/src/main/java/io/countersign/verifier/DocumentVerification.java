package io.countersign.verifier;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Verifies the documents of an archive: against its manifest, and against the events that they came with. */
final class DocumentVerification {

    private static final Set<String> NO_DOCUMENTS = Set.of(Archive.EVENTS, Archive.TABLE, Archive.MANIFEST);

    private final Report report;
    private final Map<String, Optional<String>> received;
    private long proven;

    /**
     * A verification.
     *
     * @param received by invoice, the SHA-256 that its first event says, in hex
     */
    DocumentVerification(Report report, Map<String, Optional<String>> received) {
        this.report = report;
        this.received = received;
    }

    /** Verifies what the manifest lists, where it lists any, and what is in the archive, where there is one. */
    void verify(Json manifest, Optional<Archive> archive) {
        Optional<List<Json>> listed = manifest.optionalList("documents");
        if (listed.isEmpty()) {
            archive.ifPresent(whole -> report.broken("the manifest lists no documents: it is not that of an archive"));
            return;
        }
        Set<String> unlisted = new HashSet<>(received.keySet());
        Set<String> paths = new HashSet<>(NO_DOCUMENTS);
        for (Json document : listed.get()) {
            String invoice = document.text("invoice_id");
            unlisted.remove(invoice);
            Optional<String> path = document.optionalText("path");
            if (path.isEmpty()) {
                report.broken(invoice, 0, "its document is missing: there was none when it was exported");
                continue;
            }
            paths.add(path.get());
            String hash = document.hash("sha256");
            holdAgainstEvent(invoice, hash);
            archive.ifPresent(whole -> holdAgainstArchive(invoice, path.get(), hash, whole));
        }
        unlisted.forEach(
                invoice -> report.broken(invoice, 0, "its document is missing: the manifest does not list it"));
        archive.ifPresent(whole -> findOthers(whole, paths));
        report.say("documents    %d, %d of them proved by their events"
                .formatted(listed.get().size(), proven));
        if (archive.isEmpty()) {
            report.say("             as the manifest lists them; they themselves are looked at in the archive");
        }
    }

    private void holdAgainstEvent(String invoice, String hash) {
        Optional<String> said = received.get(invoice);
        if (said == null) {
            return;
        }
        if (said.equals(Optional.of(hash))) {
            proven++;
        } else {
            report.broken(invoice, 0, Event.DOCUMENT_ALTERED);
        }
    }

    private void holdAgainstArchive(String invoice, String path, String hash, Archive archive) {
        Optional<String> found = archive.sha256(path);
        if (found.isEmpty()) {
            report.broken(invoice, 0, "its document is missing: the manifest lists " + path);
        } else if (!found.get().equals(hash)) {
            report.broken(invoice, 0, "its document was altered: it does not have the SHA-256 that the manifest lists");
        }
    }

    private void findOthers(Archive archive, Set<String> listed) {
        Set<String> seen = new HashSet<>();
        for (String path : archive.paths()) {
            if (!listed.contains(path)) {
                report.broken(path + " was put in: the manifest does not list it");
            } else if (!seen.add(path)) {
                report.broken(path + " is in the archive twice");
            }
        }
    }
}
