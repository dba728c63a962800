package io.countersign.command.platform;

import io.countersign.domain.Misfit;
import io.countersign.platform.web.ProblemException;
import io.countersign.platform.web.Problems.Flaw;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** What a decision asks for cannot be, with a pointer to each place: 422 {@code INVALID_CHANGES}. */
public final class InvalidChanges extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient List<Flaw> flaws;

    /** The refusal; at least one flaw. */
    public InvalidChanges(List<Flaw> flaws) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "INVALID_CHANGES",
                "Some of this cannot be saved",
                flaws.getFirst().message());
        this.flaws = List.copyOf(flaws);
    }

    /** The refusal of a correction that the invoice cannot take. */
    static InvalidChanges of(List<Misfit> misfits) {
        return new InvalidChanges(misfits.stream()
                .map(misfit -> new Flaw(
                        Flaw.pointer("changes", misfit.path()),
                        misfit.kind().name(),
                        switch (misfit.kind()) {
                            case UNKNOWN_ROW -> "The invoice has no row for %s.".formatted(misfit.path());
                            case ROW_EXISTS -> "The invoice has a row %s already.".formatted(misfit.path());
                            case CONTRADICTS_ROW ->
                                "%s is changed although its row is added or removed.".formatted(misfit.path());
                        }))
                .toList());
    }

    @Override
    public Map<String, Object> members() {
        return Map.of("errors", flaws);
    }
}
