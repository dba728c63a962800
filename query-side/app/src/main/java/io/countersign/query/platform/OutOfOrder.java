package io.countersign.query.platform;

/** An event is not the one that must come next. */
final class OutOfOrder extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    /** {@code message} holds no content of the invoice. */
    OutOfOrder(String message) {
        super(message);
    }
}
