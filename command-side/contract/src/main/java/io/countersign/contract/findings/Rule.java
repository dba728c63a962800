package io.countersign.contract.findings;

import io.countersign.contract.invoice.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One rule over an invoice. Two rules may share an id where the weight depends on how far off a figure is.
 *
 * @param id its id in the norm, or {@code CS-...} for those of our own
 */
record Rule(String id, Severity severity, Check check) {

    /** Finds what breaks the rule; nothing where it cannot be judged, such as on a figure that is no number. */
    @FunctionalInterface
    interface Check {
        List<Problem> problems(Facts facts);
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

    /**
     * What is wrong with those of the rows that break the rule. A loop and no stream: more than a hundred rules are asked
     * about each invoice of a view, and hardly one of them is broken.
     */
    static List<Problem> ofEach(List<Row> rows, Predicate<Row> broken, Function<Row, Problem> problem) {
        List<Problem> problems = List.of();
        for (Row row : rows) {
            if (broken.test(row)) {
                problems = problems.isEmpty() ? new ArrayList<>() : problems;
                problems.add(problem.apply(row));
            }
        }
        return problems;
    }

    /** A problem that breaks this rule, as it is shown. */
    Finding finding(Problem problem) {
        return new Finding(id, severity, problem.message(), problem.terms());
    }
}
