package io.countersign.command;

import io.countersign.command.Http.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many requests at the same moment. */
public final class AtOnce {

    private AtOnce() {}

    /** The answers to {@code people} requests, each sent by a person of that number. */
    public static List<Answer> answers(int people, IntFunction<Answer> request) throws Exception {
        CyclicBarrier start = new CyclicBarrier(people);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> futures = IntStream.range(0, people)
                    .mapToObj(person -> threads.submit(() -> {
                        start.await();
                        return request.apply(person);
                    }))
                    .toList();
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> future : futures) {
                answers.add(future.get());
            }
            return answers;
        }
    }
}
