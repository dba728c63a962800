package io.countersign.query.staleness;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** A frame that is answered with ERROR. */
final class RefusedFrame extends ProblemException {

    private static final long serialVersionUID = 1L;

    private RefusedFrame(HttpStatus status, String errorCode, String message) {
        super(status, errorCode, "The frame is refused", message);
    }

    static RefusedFrame unauthenticated(String message) {
        return new RefusedFrame(HttpStatus.UNAUTHORIZED, "UNAUTHENTICATED", message);
    }

    static RefusedFrame forbidden(String message) {
        return new RefusedFrame(HttpStatus.FORBIDDEN, "FORBIDDEN", message);
    }

    static RefusedFrame tooMany() {
        return new RefusedFrame(
                HttpStatus.TOO_MANY_REQUESTS,
                "TOO_MANY_REQUESTS",
                "More frames come from you than a browser sends. Come again in a moment.");
    }

    static RefusedFrame unknown(String frame) {
        return new RefusedFrame(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", "Not expected here: " + frame + ".");
    }
}
