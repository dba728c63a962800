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
        return read("/" + field, text, TermType.MAX_LENGTH);
    }

    /**
     * A text that has to be there, without surrounding white space.
     *
     * @param pointer to it in the request
     */
    public static String demand(String pointer, @Nullable String text) {
        return demand(pointer, text, TermType.MAX_LENGTH);
    }

    /**
     * A text that has to be there, without surrounding white space.
     *
     * @param pointer to it in the request
     * @param maxLength how many characters it may have
     */
    public static String demand(String pointer, @Nullable String text, int maxLength) {
        String read = read(pointer, text, maxLength);
        if (read == null) {
            throw invalid(pointer, "REQUIRED", "A %s is needed.".formatted(name(pointer)));
        }
        return read;
    }

    /** The reason code of a decision that needs one. */
    public static ReasonCode readReasonCode(@Nullable String code, ReasonCode.Kind kind) {
        if (code == null) {
            throw invalid("/reason_code", "REQUIRED", "A %s needs a reason_code.".formatted(kind.text()));
        }
        return ReasonCode.parse(code, kind)
                .orElseThrow(() -> invalid(
                        "/reason_code",
                        "UNKNOWN_REASON_CODE",
                        "There is no reason code %s for a %s.".formatted(code, kind.text())));
    }

    private static @Nullable String read(String pointer, @Nullable String text, int maxLength) {
        String stripped = text == null ? "" : TermType.TEXT.normalise(text);
        if (stripped.isEmpty()) {
            return null;
        }
        if (stripped.length() > maxLength || !TermType.TEXT.accepts(stripped)) {
            throw invalid(
                    pointer,
                    "INVALID_TEXT",
                    "The %s is longer than %d characters or holds control characters."
                            .formatted(name(pointer), maxLength));
        }
        return stripped;
    }

    private static String name(String pointer) {
        return pointer.substring(pointer.lastIndexOf('/') + 1);
    }

    private static InvalidChanges invalid(String pointer, String code, String message) {
        return new InvalidChanges(List.of(new Flaw(pointer, code, message)));
    }
}
