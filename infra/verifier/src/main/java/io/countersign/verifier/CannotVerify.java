package io.countersign.verifier;

/** Something is missing or cannot be read, so nothing can be said: exit code 2. */
final class CannotVerify extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String reason;

    CannotVerify(String reason) {
        super(reason);
        this.reason = reason;
    }

    CannotVerify(String reason, Throwable cause) {
        super(cause);
        this.reason = reason + ": " + cause.getMessage();
    }

    @Override
    public String getMessage() {
        return reason;
    }
}
