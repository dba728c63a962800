package io.countersign.query.staleness;

import jakarta.websocket.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.apache.tomcat.websocket.Constants;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.support.AbstractSubscribableChannel;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.adapter.NativeWebSocketSession;
import org.springframework.web.socket.config.annotation.DelegatingWebSocketMessageBrokerConfiguration;
import org.springframework.web.socket.handler.ConcurrentWebSocketSessionDecorator;
import org.springframework.web.socket.messaging.SubProtocolWebSocketHandler;

/** The framework's STOMP over WebSocket, with sockets that say their last word before they close. */
@Configuration(proxyBeanMethods = false)
class LiveConnectionConfiguration extends DelegatingWebSocketMessageBrokerConfiguration {

    @Bean
    @Override
    public WebSocketHandler subProtocolWebSocketHandler(
            AbstractSubscribableChannel clientInboundChannel, AbstractSubscribableChannel clientOutboundChannel) {
        SubProtocolWebSocketHandler handler =
                new SubProtocolWebSocketHandler(clientInboundChannel, clientOutboundChannel) {
                    @Override
                    protected WebSocketSession decorateSession(WebSocketSession session) {
                        return new LastWordFirst(session, getSendTimeLimit(), getSendBufferSizeLimit());
                    }
                };
        handler.setPhase(getPhase());
        return handler;
    }

    /**
     * A session that sends what waits before it closes. While another thread is sending, an ERROR frame waits for it;
     * the framework would close the socket at once and drop the frame.
     */
    private static final class LastWordFirst extends ConcurrentWebSocketSessionDecorator {

        private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(1);

        private LastWordFirst(WebSocketSession session, int sendTimeLimit, int bufferSizeLimit) {
            super(session, sendTimeLimit, bufferSizeLimit);
            // Frames of one session go out one after the other, so nobody comes by to find that the last takes too
            // long,
            // and those behind it wait outside of the buffer: the container has to give up by itself.
            if (session instanceof NativeWebSocketSession outer
                    && outer.getNativeSession(Session.class) instanceof Session container) {
                container.getUserProperties().put(Constants.BLOCKING_SEND_TIMEOUT_PROPERTY, (long) sendTimeLimit);
            }
        }

        @Override
        public void close(CloseStatus status) throws IOException {
            if (CloseStatus.PROTOCOL_ERROR.equals(status)) {
                long end = System.nanoTime()
                        + Duration.ofMillis(getSendTimeLimit()).toNanos();
                while (getBufferSize() > 0 && isOpen() && System.nanoTime() < end) {
                    LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
                }
            }
            super.close(status);
        }
    }
}
