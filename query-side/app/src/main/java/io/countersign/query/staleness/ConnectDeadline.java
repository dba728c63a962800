package io.countersign.query.staleness;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.web.socket.CloseStatus;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.handler.WebSocketHandlerDecorator;

/** Closes sockets whose client does not say in time who it is. */
final class ConnectDeadline {

    private static final Logger log = LoggerFactory.getLogger(ConnectDeadline.class);

    private final Duration within;
    private final TaskScheduler scheduler;
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();

    ConnectDeadline(Duration within, TaskScheduler scheduler) {
        this.within = within;
        this.scheduler = scheduler;
    }

    /** The session's client has connected; false where it had before, or its time is over. */
    boolean met(String sessionId) {
        return awaited.remove(sessionId);
    }

    /** The handler, under the deadline. */
    WebSocketHandler watching(WebSocketHandler handler) {
        return new WebSocketHandlerDecorator(handler) {

            @Override
            public void afterConnectionEstablished(WebSocketSession session) throws Exception {
                awaited.add(session.getId());
                scheduler.schedule(() -> closeIfAwaited(session), Instant.now().plus(within));
                super.afterConnectionEstablished(session);
            }

            @Override
            public void afterConnectionClosed(WebSocketSession session, CloseStatus status) throws Exception {
                awaited.remove(session.getId());
                super.afterConnectionClosed(session, status);
            }
        };
    }

    private void closeIfAwaited(WebSocketSession session) {
        if (awaited.remove(session.getId())) {
            try {
                session.close(CloseStatus.POLICY_VIOLATION.withReason("No CONNECT in time"));
            } catch (IOException e) {
                log.debug("Socket {} went away by itself", session.getId(), e);
            }
        }
    }
}
