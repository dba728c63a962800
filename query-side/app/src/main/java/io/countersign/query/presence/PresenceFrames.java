package io.countersign.query.presence;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.security.Role;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.messaging.SessionConnectEvent;
import org.springframework.web.socket.messaging.SessionDisconnectEvent;

/**
 * Takes what tabs say of themselves where frames come in, in the order in which the client sent them. Behind the channel
 * they are handled side by side, and who left would be back by a frame that was sent before.
 */
@Component
public final class PresenceFrames implements ChannelInterceptor {

    private static final Pattern DESTINATION = Pattern.compile("/app/invoices\\.([0-9a-f-]{36})\\.presence");

    private final Presence presence;

    PresenceFrames(Presence presence) {
        this.presence = presence;
    }

    /**
     * Nothing, where the frame was about presence and needs nobody else; other frames as they came.
     *
     * @throws io.countersign.platform.web.MalformedRequest where it says nothing that makes sense
     */
    @Override
    public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
        StompHeaderAccessor frame = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
        if (frame == null || frame.getCommand() != StompCommand.SEND || frame.getDestination() == null) {
            return message;
        }
        Matcher destination = DESTINATION.matcher(frame.getDestination());
        if (!destination.matches() || !(frame.getUser() instanceof Authentication user)) {
            return message;
        }
        InvoiceId invoiceId = InvoiceId.parse(destination.group(1)).orElseThrow();
        PresenceNotice notice = PresenceNotice.read((byte[]) message.getPayload());
        presence.take(Objects.requireNonNull(frame.getSessionId()), invoiceId, user.getName(), allowed(notice, user));
        return null;
    }

    /** Who may not correct edits nothing, whatever the tab says. */
    private static PresenceNotice allowed(PresenceNotice notice, Authentication user) {
        return Role.REVIEWER.isHeldBy(user)
                ? notice
                : new PresenceNotice(notice.tabId(), notice.state().map(_ -> PresenceState.VIEWING), null);
    }

    @EventListener
    void connected(SessionConnectEvent event) {
        String session = StompHeaderAccessor.wrap(event.getMessage()).getSessionId();
        presence.connected(Objects.requireNonNull(session));
    }

    @EventListener
    void disconnected(SessionDisconnectEvent event) {
        presence.disconnected(event.getSessionId());
    }
}
