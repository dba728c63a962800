package io.countersign.query.staleness;

import io.countersign.platform.security.Authenticator;
import io.countersign.platform.security.RateLimit;
import io.countersign.platform.web.BrowserReports;
import io.countersign.query.presence.PresenceFrames;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Lazy;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;
import org.springframework.util.AntPathMatcher;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketTransportRegistration;

/** STOMP over WebSocket at {@code /ws}. Only pages of the same origin may open it, which is the default. */
@Component
class LiveConnections implements WebSocketMessageBrokerConfigurer {

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
    /** Clocks differ; and the client comes back with a fresh token. */
    private static final Duration AFTER_EXPIRY = Duration.ofSeconds(30);

    private static final Duration HEART_BEAT = Duration.ofSeconds(10);
    private static final Duration SEND_WITHIN = Duration.ofSeconds(5);
    /** No frame of a client is longer: a token is a few KiB. */
    private static final int MAX_FRAME_BYTES = 32 * 1024;
    /** Whoever is told of a thousand invoices subscribes to all of them at once; after that a tab sends a few a second. */
    private static final int FRAMES_AT_ONCE = 2000;

    private static final int FRAMES_PER_SECOND = 50;
    /** What may wait for a slow client; one that falls further behind is dropped, and asks anew when it is back. */
    private static final int MAX_WAITING_BYTES = 256 * 1024;

    private final SocketDeadlines deadlines;
    private final ConnectionRules rules;
    private final PresenceFrames presence;
    private final PushMeters meters;
    private final TaskScheduler scheduler;

    LiveConnections(
            Authenticator authenticator,
            PresenceFrames presence,
            PushMeters meters,
            BrowserReports reports,
            @Lazy @Qualifier("messageBrokerTaskScheduler") TaskScheduler scheduler) {
        this.deadlines = new SocketDeadlines(CONNECT_WITHIN, AFTER_EXPIRY, scheduler, meters);
        this.rules = new ConnectionRules(
                authenticator, deadlines, reports, new RateLimit(FRAMES_AT_ONCE, FRAMES_PER_SECOND));
        this.presence = presence;
        this.meters = meters;
        this.scheduler = scheduler;
    }

    @Override
    public void registerStompEndpoints(StompEndpointRegistry registry) {
        registry.addEndpoint("/ws");
        registry.setErrorHandler(new ErrorFrames());
    }

    @Override
    public void configureMessageBroker(MessageBrokerRegistry registry) {
        registry.setApplicationDestinationPrefixes("/app");
        registry.setPathMatcher(new AntPathMatcher("."));
        // An older version never comes after a newer one.
        registry.setPreservePublishOrder(true);
        registry.enableSimpleBroker("/topic")
                .setTaskScheduler(scheduler)
                .setHeartbeatValue(new long[] {HEART_BEAT.toMillis(), HEART_BEAT.toMillis()});
    }

    @Override
    public void configureClientInboundChannel(ChannelRegistration registration) {
        registration.interceptors(rules, presence);
    }

    @Override
    public void configureClientOutboundChannel(ChannelRegistration registration) {
        registration.interceptors(meters);
    }

    @Override
    public void configureWebSocketTransport(WebSocketTransportRegistration registry) {
        registry.setMessageSizeLimit(MAX_FRAME_BYTES)
                .setSendBufferSizeLimit(MAX_WAITING_BYTES)
                .setSendTimeLimit((int) SEND_WITHIN.toMillis())
                .addDecoratorFactory(deadlines::watching);
    }
}
