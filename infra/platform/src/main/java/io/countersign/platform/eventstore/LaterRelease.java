package io.countersign.platform.eventstore;

import io.countersign.platform.web.ProblemException;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * What was asked for takes an event that a later release wrote, as it happens while nodes are replaced one by one: 503
 * {@code LATER_RELEASE}. This node does not guess what it means; one of that release knows.
 */
public final class LaterRelease extends ProblemException {

    private static final long serialVersionUID = 1L;
    private static final String RETRY_AFTER_SECONDS = "2";

    private final String streamId;
    private final long version;

    LaterRelease(String streamId, long version, String eventType, String revision) {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                "LATER_RELEASE",
                "A later release wrote this",
                "A later release wrote %s, revision %s, which this node cannot read yet. Ask again in a moment: another may."
                        .formatted(eventType, revision));
        this.streamId = streamId;
        this.version = version;
    }

    @Override
    public Map<String, ?> members() {
        return Map.of("stream_id", streamId, "version", version);
    }

    @Override
    public HttpHeaders headers() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        return headers;
    }
}
