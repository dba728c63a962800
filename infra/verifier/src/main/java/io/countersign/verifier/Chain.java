package io.countersign.verifier;

import org.jspecify.annotations.Nullable;

/** Follows the chain of one stream after another; events come ordered by stream and version. */
final class Chain {

    private final Report report;
    private String stream = "";
    private long expectedVersion;
    /** {@code null} after an event whose hash is not known. */
    private @Nullable String expectedPrevious = Digest.ZERO;

    private long events;
    private long streams;

    Chain(Report report) {
        this.report = report;
    }

    void next(Event event) {
        boolean follows = isAt(event.streamId(), event.version()) && expectedPrevious != null;
        String flaw = event.flaw();
        if (flaw != null) {
            report.broken(stream, event.version(), flaw);
        } else if (follows && !event.previousHash().equals(expectedPrevious)) {
            report.broken(stream, event.version(), "it does not follow the event before it: that one has another hash");
        }
        expectedVersion = event.version() + 1;
        expectedPrevious = event.hash();
    }

    /** An event that cannot be read is broken; the next one is looked at by itself. */
    void unreadable(String streamId, long version, String reason) {
        isAt(streamId, version);
        report.broken(streamId, version, Event.UNREADABLE + reason);
        expectedVersion = version + 1;
        expectedPrevious = null;
    }

    /** Whether this is the place that comes next. */
    private boolean isAt(String streamId, long version) {
        if (streams == 0 || !streamId.equals(stream)) {
            stream = streamId;
            expectedVersion = 0;
            expectedPrevious = Digest.ZERO;
            streams++;
        }
        events++;
        if (version > expectedVersion) {
            report.broken(stream, expectedVersion, "it was removed; the stream goes on with version " + version);
        } else if (version < expectedVersion) {
            report.broken(stream, version, "it is there twice");
        }
        return version == expectedVersion;
    }

    long events() {
        return events;
    }

    long streams() {
        return streams;
    }
}
