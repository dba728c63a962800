package io.countersign.platform.eventstore;

import io.countersign.platform.web.ProblemException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What was asked for takes an event that somebody removed from the database, or altered so that it is none any more: 409
 * {@code HISTORY_BROKEN}, which names it.
 */
public final class HistoryBroken extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final String streamId;
    private final long version;

    private HistoryBroken(String streamId, long version, String detail, @Nullable Throwable cause) {
        super(HttpStatus.CONFLICT, "HISTORY_BROKEN", "A stored event was altered or removed", detail, cause);
        this.streamId = streamId;
        this.version = version;
    }

    /** What is stored under that number is no event of its stream. */
    public static HistoryBroken altered(String streamId, long version) {
        return altered(streamId, version, null);
    }

    static HistoryBroken altered(String streamId, long version, @Nullable Throwable cause) {
        return new HistoryBroken(
                streamId,
                version,
                "What is stored as event %d of %s is nothing that was ever accepted: it was altered in the database."
                        .formatted(version, streamId),
                cause);
    }

    /**
     * Why an event of that type and revision cannot be read: this release knows of no such type or revision
     * ({@link LaterRelease}), or knows it and finds something else there.
     */
    public static ProblemException unread(String streamId, long version, String eventType, @Nullable String revision) {
        return EventJson.isLater(eventType, revision)
                ? new LaterRelease(streamId, version, eventType, String.valueOf(revision))
                : altered(streamId, version);
    }

    /** Events that follow it are there. */
    static HistoryBroken missing(String streamId, long version) {
        return new HistoryBroken(
                streamId,
                version,
                "Event %d of %s is missing: it was removed from the database.".formatted(version, streamId),
                null);
    }

    @Override
    public Map<String, ?> members() {
        return Map.of("stream_id", streamId, "version", version);
    }
}
