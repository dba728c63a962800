package io.countersign.platform.eventstore;

import io.countersign.platform.web.ProblemException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What was asked for takes an event whose content was altered in the database so that it is none any more: 409 {@code
 * EVENT_UNREADABLE}, which names it.
 */
public final class EventUnreadable extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final String streamId;
    private final long version;

    /** The event of that number in its stream. */
    public EventUnreadable(String streamId, long version) {
        this(streamId, version, null);
    }

    /** The event of that number in its stream; {@code cause} says where reading it failed. */
    EventUnreadable(String streamId, long version, @Nullable Throwable cause) {
        super(
                HttpStatus.CONFLICT,
                "EVENT_UNREADABLE",
                "A stored event cannot be read",
                ("What is stored as event %d of %s is nothing that was ever accepted: it was altered in the database. "
                                + "A verification by an auditor names all that was.")
                        .formatted(version, streamId),
                cause);
        this.streamId = streamId;
        this.version = version;
    }

    @Override
    public Map<String, ?> members() {
        return Map.of("stream_id", streamId, "version", version);
    }
}
