package io.countersign.platform.observability;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.propagation.Propagator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Traces that go on where a request ends: a decision's event carries its place in the trace, and whoever takes the event
 * in goes on from there. Where no endpoint for traces is set there is no tracer, and nothing is done or carried.
 */
public final class Traces {

    /** The header, and the member of an event's metadata, that holds a place in a trace (W3C Trace Context). */
    public static final String TRACEPARENT = "traceparent";

    private static final Step NONE = () -> {};

    private final @Nullable Tracer tracer;
    private final @Nullable Propagator propagator;

    Traces(@Nullable Tracer tracer, @Nullable Propagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
    }

    /** None at all. */
    public static Traces off() {
        return new Traces(null, null);
    }

    /** A step of a trace, which ends when it is closed. */
    @FunctionalInterface
    public interface Step extends AutoCloseable {
        @Override
        void close();
    }

    /** The place in the trace that is under way on this thread; empty where none is recorded. */
    public Optional<String> place() {
        Span span = tracer == null ? null : tracer.currentSpan();
        if (span == null
                || propagator == null
                || !Boolean.TRUE.equals(span.context().sampled())) {
            return Optional.empty();
        }
        Map<String, String> carrier = new HashMap<>();
        propagator.inject(span.context(), carrier, (_, name, value) -> carrier.put(name, value));
        return Optional.ofNullable(carrier.get(TRACEPARENT));
    }

    /**
     * Begins a step of the trace that is under way on this thread; none where none is.
     *
     * @param tags what it is about
     */
    public Step step(String name, Map<String, String> tags) {
        return tracer == null || tracer.currentSpan() == null
                ? NONE
                : begun(tracer, tracer.spanBuilder(), name, tags, true);
    }

    /**
     * Begins a step that goes on from a place; none where there is none. Whatever happens on this thread until it is
     * closed belongs to it.
     */
    public Step goOn(String name, @Nullable String place, Map<String, String> tags) {
        return goOn(name, place, tags, true);
    }

    /** The same where the step ends elsewhere, or others begin meanwhile. */
    public Step goOnBeside(String name, @Nullable String place, Map<String, String> tags) {
        return goOn(name, place, tags, false);
    }

    private Step goOn(String name, @Nullable String place, Map<String, String> tags, boolean current) {
        return tracer == null || propagator == null || place == null
                ? NONE
                : begun(tracer, propagator.extract(place, Traces::header), name, tags, current);
    }

    private static @Nullable String header(String place, String name) {
        return TRACEPARENT.equals(name) ? place : null;
    }

    private static Step begun(
            Tracer tracer, Span.Builder builder, String name, Map<String, String> tags, boolean current) {
        tags.forEach(builder::tag);
        Span span = builder.name(name).start();
        Tracer.@Nullable SpanInScope scope = current ? tracer.withSpan(span) : null;
        return () -> {
            if (scope != null) {
                scope.close();
            }
            span.end();
        };
    }
}
