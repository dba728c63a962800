package io.countersign.verifier;

/** Follows the chain of one stream after another; events come ordered by stream and version. */
final class Chain {

    private final Report report;
    private String stream = "";
    private long expectedVersion;
    private String expectedPrevious = Digest.ZERO;
    private long events;
    private long streams;

    Chain(Report report) {
        this.report = report;
    }

    void next(Event event) {
        if (streams == 0 || !event.streamId().equals(stream)) {
            stream = event.streamId();
            expectedVersion = 0;
            expectedPrevious = Digest.ZERO;
            streams++;
        }
        events++;
        if (event.version() > expectedVersion) {
            report.broken(
                    stream, expectedVersion, "it was removed; the stream goes on with version " + event.version());
        } else if (event.version() < expectedVersion) {
            report.broken(stream, event.version(), "it is there twice");
        }
        String flaw = event.flaw();
        if (flaw != null) {
            report.broken(stream, event.version(), flaw);
        } else if (event.version() == expectedVersion && !event.previousHash().equals(expectedPrevious)) {
            report.broken(stream, event.version(), "it does not follow the event before it: that one has another hash");
        }
        expectedVersion = event.version() + 1;
        expectedPrevious = event.hash();
    }

    long events() {
        return events;
    }

    long streams() {
        return streams;
    }
}
