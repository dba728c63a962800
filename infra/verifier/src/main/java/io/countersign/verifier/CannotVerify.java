package io.countersign.verifier;

/** Something is missing or cannot be read, so nothing can be said: exit code 2. */
final class CannotVerify extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CannotVerify(String reason) {
        super(reason);
    }

    CannotVerify(String reason, Throwable cause) {
        super(reason + ": " + cause.getMessage(), cause);
    }
}
