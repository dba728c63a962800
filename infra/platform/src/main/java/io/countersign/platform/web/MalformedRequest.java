package io.countersign.platform.web;

import io.countersign.platform.web.Problems.Flaw;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;

/** The request cannot be understood: 400 {@code MALFORMED_REQUEST}. */
public final class MalformedRequest extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient List<Flaw> flaws;

    /** The refusal, which names the header or field. */
    public MalformedRequest(String detail) {
        this(detail, List.of());
    }

    private MalformedRequest(String detail, List<Flaw> flaws) {
        super(HttpStatus.BAD_REQUEST, "MALFORMED_REQUEST", "The request cannot be understood", detail);
        this.flaws = flaws;
    }

    /** The refusal of JSON that cannot be read, with a pointer to the place. */
    public static MalformedRequest of(JacksonException json) {
        Flaw flaw = JsonFlaw.of(json);
        String where = flaw.pointer().isEmpty() ? "" : flaw.pointer() + ": ";
        return new MalformedRequest(where + flaw.message(), List.of(flaw));
    }

    @Override
    public Map<String, Object> members() {
        return flaws.isEmpty() ? Map.of() : Map.of("errors", flaws);
    }
}
