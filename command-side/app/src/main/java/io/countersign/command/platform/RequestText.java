package io.countersign.command.platform;

import io.countersign.contract.review.ReasonCode;
import io.countersign.contract.terms.TermType;
import io.countersign.platform.web.Problems.Flaw;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what people write beside a decision. */
public final class RequestText {

    private RequestText() {}

    /**
     * A note or reason without surrounding white space; {@code null} where nothing was written.
     *
     * @param field its name in the request
     */
    public static @Nullable String read(String field, @Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String stripped = text.strip();
        if (!TermType.TEXT.accepts(stripped)) {
            throw invalid(
                    field,
                    "INVALID_TEXT",
                    "The %s is longer than %d characters or holds control characters."
                            .formatted(field, TermType.MAX_LENGTH));
        }
        return stripped;
    }

    /** The reason code of a decision that needs one. */
    public static ReasonCode readReasonCode(@Nullable String code, ReasonCode.Kind kind) {
        if (code == null) {
            throw invalid("reason_code", "REQUIRED", "A %s needs a reason_code.".formatted(kind.text()));
        }
        return ReasonCode.parse(code, kind)
                .orElseThrow(() -> invalid(
                        "reason_code",
                        "UNKNOWN_REASON_CODE",
                        "There is no reason code %s for a %s.".formatted(code, kind.text())));
    }

    private static InvalidChanges invalid(String field, String code, String message) {
        return new InvalidChanges(List.of(new Flaw("/" + field, code, message)));
    }
}
