package io.countersign.platform.security;

import io.countersign.platform.web.ProblemException;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** Somebody asks for more decisions than a person makes: 429 {@code TOO_MANY_REQUESTS}, as the edge says it. */
final class TooManyDecisions extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final String retryAfter;

    TooManyDecisions(long perSecond, Duration wait) {
        super(
                HttpStatus.TOO_MANY_REQUESTS,
                "TOO_MANY_REQUESTS",
                "Too Many Requests",
                "You make decisions faster than %d a second. Ask again in a moment.".formatted(perSecond));
        this.retryAfter = Long.toString(wait.plusSeconds(1).minusNanos(1).toSeconds());
    }

    @Override
    public HttpHeaders headers() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, retryAfter);
        return headers;
    }
}
