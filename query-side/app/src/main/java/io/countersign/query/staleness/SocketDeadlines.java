package io.countersign.query.staleness;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

/**
 * Closes sockets whose client does not say in time who it is, and sockets that outlive the token that they were opened
 * with: who may no longer ask may no longer be told either.
 */
final class SocketDeadlines {

    private static final Logger log = LoggerFactory.getLogger(SocketDeadlines.class);

    private final Duration connectWithin;
    private final Duration grace;
    private final TaskScheduler scheduler;
    private final PushMeters meters;
    private final Map<String, Watched> sockets = new ConcurrentHashMap<>();

    /**
     * The deadlines.
     *
     * @param connectWithin from the opening of a socket to its CONNECT
     * @param grace from the end of a token to the end of its socket
     */
    SocketDeadlines(Duration connectWithin, Duration grace, TaskScheduler scheduler, PushMeters meters) {
        this.connectWithin = connectWithin;
        this.grace = grace;
        this.scheduler = scheduler;
        this.meters = meters;
        meters.open(sockets::size);
    }

    /**
     * The session's client has connected; false where it had before, or its time is over.
     *
     * @param expiry when what it proved itself with expires, {@code null} for never
     */
    boolean connected(String sessionId, @Nullable Instant expiry) {
        Watched socket = sockets.get(sessionId);
        return socket != null && socket.connected(expiry);
    }

    /** The handler, under the deadlines. */
    WebSocketHandler watching(WebSocketHandler handler) {
        return new WebSocketHandlerDecorator(handler) {

            @Override
            public void afterConnectionEstablished(WebSocketSession session) throws Exception {
                sockets.put(session.getId(), new Watched(session));
                super.afterConnectionEstablished(session);
            }

            @Override
            public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
                Watched socket = sockets.remove(session.getId());
                if (socket != null) {
                    socket.forget();
                    meters.closed(status);
                }
                super.afterConnectionClosed(session, status);
            }
        };
    }

    /** A socket and its next deadline. */
    private final class Watched {

        private final WebSocketSession session;
        private @Nullable Future<?> closing;
        private boolean awaited = true;

        private Watched(WebSocketSession session) {
            this.session = session;
            this.closing =
                    scheduler.schedule(this::closeIfAwaited, Instant.now().plus(connectWithin));
        }

        private synchronized boolean connected(@Nullable Instant expiry) {
            if (!awaited) {
                return false;
            }
            awaited = false;
            forget();
            if (expiry != null) {
                closing = scheduler.schedule(() -> close("The token has expired"), expiry.plus(grace));
            }
            return true;
        }

        private synchronized void forget() {
            if (closing != null) {
                closing.cancel(false);
                closing = null;
            }
        }

        private void closeIfAwaited() {
            if (stopWaiting()) {
                close("No CONNECT in time");
            }
        }

        private synchronized boolean stopWaiting() {
            boolean before = awaited;
            awaited = false;
            return before;
        }

        private void close(String reason) {
            try {
                session.close(CloseStatus.POLICY_VIOLATION.withReason(reason));
            } catch (IOException e) {
                log.debug("Socket {} went away by itself", session.getId(), e);
            }
        }
    }
}
