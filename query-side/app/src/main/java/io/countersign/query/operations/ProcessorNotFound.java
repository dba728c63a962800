package io.countersign.query.operations;

import io.countersign.platform.web.ProblemException;
import org.springframework.http.HttpStatus;

/** There is no such processor: 404 {@code PROCESSOR_NOT_FOUND}. */
final class ProcessorNotFound extends ProblemException {

    private static final long serialVersionUID = 1L;

    ProcessorNotFound(String name) {
        super(
                HttpStatus.NOT_FOUND,
                "PROCESSOR_NOT_FOUND",
                "There is no such processor",
                "No processor has the name " + name + ".");
    }
}
