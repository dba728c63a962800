package io.countersign.load;

import java.util.List;

/** One of those that are measured in turns, and what was measured in each round. */
final class Contestant {

    /** One turn, and its figure. */
    @FunctionalInterface
    interface Turn {
        double measure() throws Exception;
    }

    /** Between two turns: what the one before still does in the background is not to slow the next one down. */
    private static final long PAUSE_MILLIS = 1000;

    private final Turn turn;
    private final Figures figures = new Figures();

    Contestant(Turn turn) {
        this.turn = turn;
    }

    /** Gives each its turn, the order turned round each time (A B B A): what slows the machine down slows all down. */
    static void compete(int rounds, List<Contestant> contestants) throws Exception {
        for (int round = 0; round < rounds; round++) {
            for (Contestant contestant : round % 2 == 0 ? contestants : contestants.reversed()) {
                contestant.figures.add(contestant.turn.measure());
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    double median() {
        return figures.median();
    }

    /** The median, and the least and the most of all rounds, each in that format. */
    String toString(String format) {
        return figures.toString(format);
    }

    @Override
    public String toString() {
        return figures.toString();
    }
}
