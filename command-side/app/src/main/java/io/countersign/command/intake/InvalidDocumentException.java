package io.countersign.command.intake;

import io.countersign.command.intake.DocumentReading.InvalidDocument;
import java.io.Serial;
import java.util.List;

/** Leaves a parser from any depth; {@link DocumentReader} turns it into the refusal that it carries. */
final class InvalidDocumentException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final transient InvalidDocument refusal;

    InvalidDocumentException(String code, String message) {
        this(List.of(new DocumentError("", code, message)));
    }

    InvalidDocumentException(List<DocumentError> errors) {
        super(errors.getFirst().message());
        this.refusal = new InvalidDocument(errors);
    }

    InvalidDocument refusal() {
        return refusal;
    }
}
