package io.countersign.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long something took, each time. */
final class Timings {

    private final List<Duration> all = new ArrayList<>();

    /** Something that is measured. */
    @FunctionalInterface
    interface Work {
        void run() throws Exception;
    }

    void time(Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        all.add(Duration.ofNanos(System.nanoTime() - start));
    }

    void addAll(List<Duration> timed) {
        all.addAll(timed);
    }

    Duration median() {
        return quantile(0.5);
    }

    /** What that share of them took at most. */
    Duration quantile(double share) {
        return all.stream().sorted().toList().get((int) Math.min(all.size() - 1L, Math.round(share * all.size())));
    }

    double ratioTo(Timings other) {
        return (double) median().toNanos() / other.median().toNanos();
    }

    @Override
    public String toString() {
        return "median %6.1f ms, 95%% %6.1f ms".formatted(millis(median()), millis(quantile(0.95)));
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
