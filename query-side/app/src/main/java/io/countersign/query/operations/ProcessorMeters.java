package io.countersign.query.operations;

import io.countersign.query.auditlog.Sequencer;
import io.countersign.query.operations.ProcessorState.Rebuilding;
import io.countersign.query.platform.BackgroundTask;
import io.countersign.query.platform.MeterNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * How far the views and the log are, as numbers: looked up now and then and not when somebody asks, so that a scrape
 * waits for no database. Each node tells of all processors. What was looked up too long ago is not a number.
 */
@Configuration(proxyBeanMethods = false)
class ProcessorMeters {

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration TOO_OLD = Duration.ofSeconds(20);

    private volatile Reading reading = new Reading(Map.of(), Double.NaN, System.nanoTime());

    private record Reading(Map<String, ProcessorState> states, double waiting, long at) {

        boolean isTooOld() {
            return System.nanoTime() - at > TOO_OLD.toNanos();
        }
    }

    @Bean
    BackgroundTask readingProcessors(
            Processors processors, ProcessorStates states, Sequencer sequencer, MeterRegistry meters) {
        processors.all().forEach(projection -> register(projection.name(), meters));
        Gauge.builder(MeterNames.LOG_WAITING, () -> now(Reading::waiting))
                .description("Events that are not in the log yet")
                .register(meters);
        return new BackgroundTask("reading how far the views are", PAUSE, () -> {
            reading = new Reading(
                    states.all().stream()
                            .collect(Collectors.toUnmodifiableMap(ProcessorState::name, Function.identity())),
                    sequencer.waiting(),
                    System.nanoTime());
            return false;
        });
    }

    private void register(String processor, MeterRegistry meters) {
        gauge(MeterNames.LAG_EVENTS, processor, ProcessorState::lagEvents)
                .description("Events that the view lacks")
                .register(meters);
        gauge(MeterNames.LAG, processor, ProcessorState::lagSeconds)
                .baseUnit("seconds")
                .description("Age of the oldest event that the view lacks")
                .register(meters);
        gauge(MeterNames.DEAD_LETTERS, processor, ProcessorState::deadLetters)
                .description("Invoices that wait behind an event that cannot be taken in")
                .register(meters);
        gauge(MeterNames.REBUILD_TOTAL, processor, state -> rebuild(state, ProcessorMeters::total))
                .description("Events that the rebuild is to read, 0 where none runs")
                .register(meters);
        gauge(MeterNames.REBUILD_DONE, processor, state -> rebuild(state, Rebuilding::doneEvents))
                .description("Events that the rebuild has read, 0 where none runs")
                .register(meters);
    }

    private Gauge.Builder<?> gauge(String name, String processor, ToDoubleFunction<ProcessorState> value) {
        return Gauge.builder(
                        name,
                        () -> now(read -> Optional.ofNullable(read.states().get(processor))
                                .map(value::applyAsDouble)
                                .orElse(Double.NaN)))
                .tag("processor", processor);
    }

    private double now(ToDoubleFunction<Reading> value) {
        Reading read = reading;
        return read.isTooOld() ? Double.NaN : value.applyAsDouble(read);
    }

    private static double rebuild(ProcessorState state, ToDoubleFunction<Rebuilding> value) {
        Rebuilding rebuild = state.rebuild();
        return rebuild == null ? 0 : value.applyAsDouble(rebuild);
    }

    private static double total(Rebuilding rebuild) {
        Long events = rebuild.totalEvents();
        return events == null ? 0 : events;
    }
}
