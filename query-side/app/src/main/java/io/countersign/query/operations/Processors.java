package io.countersign.query.operations;

import io.countersign.query.platform.Projection;
import java.util.List;
import org.springframework.stereotype.Component;

/** The projections by the names of their processors. */
@Component
final class Processors {

    private final List<Projection> projections;

    Processors(List<Projection> projections) {
        this.projections = projections;
    }

    List<Projection> all() {
        return projections;
    }

    /**
     * The projection of that processor.
     *
     * @throws ProcessorNotFound where there is none
     */
    Projection named(String name) {
        return projections.stream()
                .filter(projection -> projection.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ProcessorNotFound(name));
    }
}
