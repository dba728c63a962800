package io.countersign.contract.findings;

import java.util.List;
import java.util.stream.Stream;

/**
 * One rule over an invoice. Two rules may share an id where the weight depends on how far off a figure is.
 *
 * @param id its id in the norm, or {@code CS-...} for those of our own
 */
record Rule(String id, Severity severity, Check check) {

    /** Finds what breaks the rule; nothing where it cannot be judged, such as on a figure that is no number. */
    @FunctionalInterface
    interface Check {
        Stream<Problem> problems(Facts facts);
    }

    /**
     * Where the rule is broken.
     *
     * @param terms paths of the terms that it is about, the most telling first
     */
    record Problem(String message, List<String> terms) {}

    static Rule error(String id, Check check) {
        return new Rule(id, Severity.ERROR, check);
    }

    static Rule warning(String id, Check check) {
        return new Rule(id, Severity.WARNING, check);
    }

    Stream<Finding> findings(Facts facts) {
        return check.problems(facts).map(problem -> new Finding(id, severity, problem.message(), problem.terms()));
    }
}
