package io.countersign.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/** Clients that are at work at the same time, each doing one thing after the other. */
final class Clients<C> {

    private final List<C> clients;

    private Clients(List<C> clients) {
        this.clients = clients;
    }

    /** Makes so many, at the same time. */
    static <C> Clients<C> make(int number, Callable<C> one) throws Exception {
        List<Callable<C>> each = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            each.add(one);
        }
        return new Clients<>(atOnce(each));
    }

    /** Something that one client does, once. */
    @FunctionalInterface
    interface Act<C> {
        void run(C client) throws Exception;
    }

    /** How often all of them together did it in a second, each again as soon as it was done. */
    double rate(Duration time, Act<C> act) throws Exception {
        long start = System.nanoTime();
        List<Callable<Integer>> each = new ArrayList<>();
        for (C client : clients) {
            each.add(() -> {
                int done = 0;
                for (; System.nanoTime() - start < time.toNanos(); done++) {
                    act.run(client);
                }
                return done;
            });
        }
        int all = atOnce(each).stream().mapToInt(Integer::intValue).sum();
        return all / ((System.nanoTime() - start) / 1e9);
    }

    /**
     * How long it takes when it comes at a fixed rate, whether or not what came before is done: from when each should have
     * begun.
     */
    Timings openLoop(double aSecond, Duration time, Act<C> act) throws Exception {
        long between = (long) (clients.size() * 1e9 / aSecond);
        long start = System.nanoTime();
        List<Callable<List<Duration>>> each = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            C client = clients.get(i);
            long first = i * between / clients.size();
            each.add(() -> {
                List<Duration> taken = new ArrayList<>();
                for (long due = first; due < time.toNanos(); due += between) {
                    for (long wait = start + due - System.nanoTime();
                            wait > 0;
                            wait = start + due - System.nanoTime()) {
                        LockSupport.parkNanos(wait);
                    }
                    act.run(client);
                    taken.add(Duration.ofNanos(System.nanoTime() - start - due));
                }
                return taken;
            });
        }
        Timings timings = new Timings();
        atOnce(each).forEach(timings::addAll);
        return timings;
    }

    private static <R> List<R> atOnce(List<Callable<R>> tasks) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<R> results = new ArrayList<>();
            for (Future<R> task : threads.invokeAll(tasks)) {
                results.add(task.get());
            }
            return results;
        }
    }
}
