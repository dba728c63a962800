package io.countersign.query.staleness;

import io.countersign.query.platform.MeterNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.CloseStatus;

/** Measures how long after its commit each session's frame goes out, and counts sockets. */
@Component
final class PushMeters implements ExecutorChannelInterceptor {

    /** Stays with a message inside this process; no client sees it. */
    private static final String COMMITTED_AT = "committedAt";

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    private static final List<String> WAYS_TO_END =
            List.of("left", "lost", "malformed", "overdue", "too_slow", "failed");

    private final MeterRegistry meters;
    private final Timer lag;
    private final MeterProvider<Counter> closed;

    PushMeters(MeterRegistry meters) {
        this.meters = meters;
        this.lag = Timer.builder(MeterNames.PUSH_LAG)
                .description("From the commit of a decision to its frame on a socket")
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        this.closed = Counter.builder(MeterNames.SOCKETS_CLOSED)
                .description("Sockets that ended, by how")
                .withRegistry(meters);
        // From the start, so that the first of each kind can be seen as one more.
        WAYS_TO_END.forEach(how -> closed.withTag("how", how));
    }

    /** Headers of a message that tells of what was committed then. */
    static Map<String, Object> committedAt(Instant at) {
        SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
        headers.setHeader(COMMITTED_AT, at);
        headers.setLeaveMutable(true);
        return headers.getMessageHeaders();
    }

    @Override
    public void afterMessageHandled(
            Message<?> message, MessageChannel channel, MessageHandler handler, @Nullable Exception failure) {
        if (failure == null && message.getHeaders().get(COMMITTED_AT) instanceof Instant committed) {
            Duration taken = Duration.between(committed, Instant.now());
            // The database's clock may be ahead of this one.
            lag.record(taken.isNegative() ? Duration.ZERO : taken);
        }
    }

    /** How many sockets are open. */
    void open(IntSupplier sockets) {
        Gauge.builder(MeterNames.SOCKETS_OPEN, sockets::getAsInt)
                .description("Sockets that are open")
                .register(meters);
    }

    /** A socket ended. */
    void closed(CloseStatus status) {
        closed.withTag("how", how(status.getCode())).increment();
    }

    private static String how(int code) {
        return switch (code) {
            case 1000, 1001 -> "left";
            case 1006 -> "lost";
            case 1002, 1003, 1007, 1009 -> "malformed";
            case 1008 -> "overdue";
            // The framework's own, for a client that does not read what it is sent.
            case 4500 -> "too_slow";
            default -> "failed";
        };
    }
}
