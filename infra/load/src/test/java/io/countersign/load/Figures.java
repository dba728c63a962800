package io.countersign.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What was measured, once a round. */
final class Figures {

    private final List<Double> figures = new ArrayList<>();

    /** One of each run. */
    static <R> Figures of(List<R> runs, ToDoubleFunction<R> figure) {
        Figures figures = new Figures();
        runs.forEach(run -> figures.add(figure.applyAsDouble(run)));
        return figures;
    }

    void add(double figure) {
        figures.add(figure);
    }

    double median() {
        return sorted().get(figures.size() / 2);
    }

    /** The median, and the least and the most of all rounds, each in that format. */
    String toString(String format) {
        List<Double> sorted = sorted();
        return (format + " (" + format + " to " + format + ")")
                .formatted(median(), sorted.getFirst(), sorted.getLast());
    }

    /** The same without decimals. */
    @Override
    public String toString() {
        return toString("%,.0f");
    }

    private List<Double> sorted() {
        return figures.stream().sorted().toList();
    }
}
