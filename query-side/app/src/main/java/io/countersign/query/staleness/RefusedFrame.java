package io.countersign.query.staleness;

/** A frame that is answered with ERROR. */
final class RefusedFrame extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String errorCode;

    private RefusedFrame(String errorCode, String message) {
        super(message, null, false, false);
        this.errorCode = errorCode;
    }

    static RefusedFrame unauthenticated(String message) {
        return new RefusedFrame("UNAUTHENTICATED", message);
    }

    static RefusedFrame forbidden(String message) {
        return new RefusedFrame("FORBIDDEN", message);
    }

    static RefusedFrame unknown(String frame) {
        return new RefusedFrame("MALFORMED_REQUEST", "Not expected here: " + frame + ".");
    }

    String errorCode() {
        return errorCode;
    }
}
