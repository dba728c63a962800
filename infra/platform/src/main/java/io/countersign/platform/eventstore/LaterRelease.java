package io.countersign.platform.eventstore;

import io.countersign.platform.web.ProblemException;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * What was asked for takes an event of a type or a revision that no release up to this one wrote. While nodes are replaced
 * one by one a later release did, so: 503 {@code LATER_RELEASE}. This node does not guess what it means; one of that release
 * knows. Where no later release runs nobody wrote it, which a look at the chain of hashes shows.
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
                "A later release wrote this, or nobody did",
                "This node does not know %s, revision %s: a later release wrote it, or nobody did. Ask again in a moment, another node may know it."
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
