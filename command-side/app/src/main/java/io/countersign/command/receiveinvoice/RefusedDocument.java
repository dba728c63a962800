package io.countersign.command.receiveinvoice;

import io.countersign.command.intake.DocumentReading;
import io.countersign.platform.web.ProblemException;
import java.util.Map;
import org.springframework.http.HttpStatus;

/**
 * A document that cannot be taken in: 422 {@code INVALID_DOCUMENT} with the reasons, 415 {@code UNSUPPORTED_MEDIA_TYPE}
 * or 413 {@code PAYLOAD_TOO_LARGE}.
 */
public final class RefusedDocument extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient Map<String, Object> members;

    private RefusedDocument(
            HttpStatus status, String errorCode, String title, String detail, Map<String, Object> members) {
        super(status, errorCode, title, detail);
        this.members = members;
    }

    static RefusedDocument of(DocumentReading.InvalidDocument invalid) {
        return new RefusedDocument(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "INVALID_DOCUMENT",
                "This is no invoice that can be read",
                invalid.errors().getFirst().message(),
                Map.of("errors", invalid.errors()));
    }

    static RefusedDocument of(DocumentReading.UnsupportedMediaType unsupported) {
        return new RefusedDocument(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "UNSUPPORTED_MEDIA_TYPE",
                "This type of document is not read",
                "Send XML (UBL or CII), a Factur-X PDF or an extraction as JSON, not %s."
                        .formatted(unsupported.mediaType()),
                Map.of());
    }

    static RefusedDocument of(DocumentReading.TooLarge tooLarge) {
        return new RefusedDocument(
                HttpStatus.CONTENT_TOO_LARGE,
                "PAYLOAD_TOO_LARGE",
                "The request is too large",
                "A document may have at most %d MiB.".formatted(tooLarge.limit() / (1024 * 1024)),
                Map.of());
    }

    @Override
    public Map<String, Object> members() {
        return members;
    }
}
