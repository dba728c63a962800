package io.countersign.query.operations;

import io.countersign.query.operations.ProcessorState.Rebuilding;
import io.countersign.query.operations.Readings.Reading;
import io.countersign.query.platform.MeterNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How far the views and the log are, as numbers. What was looked up too long ago is not a number. */
@Configuration(proxyBeanMethods = false)
class ProcessorMeters {

    private final Readings readings;

    ProcessorMeters(Readings readings) {
        this.readings = readings;
    }

    @Bean
    MeterBinder processorMeterBinder(Processors processors) {
        return meters -> {
            processors.all().forEach(projection -> register(projection.name(), meters));
            Gauge.builder(MeterNames.LOG_WAITING, () -> now(Reading::waiting))
                    .description("Events that are not in the log yet")
                    .register(meters);
        };
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
        Reading read = readings.last();
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
