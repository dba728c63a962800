package io.countersign.query.staleness;

import static io.countersign.platform.security.Role.APPROVER;
import static io.countersign.platform.security.Role.AUDITOR;
import static io.countersign.platform.security.Role.REVIEWER;

import io.countersign.platform.security.Authenticator;
import io.countersign.platform.security.RateLimit;
import io.countersign.platform.security.Role;
import io.countersign.platform.web.BrowserReports;
import java.security.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * What a client may do over its connection: say who it is, and then ask for destinations of the contract by their exact
 * names. The broker itself would take patterns in a subscription, and messages of clients for everybody.
 */
final class ConnectionRules implements ChannelInterceptor {

    private static final String INVOICE = "invoices\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern SUBSCRIBABLE = Pattern.compile(
            "/topic/review-queue|/topic/" + INVOICE + "(\\.(presence|claim|comments))?|/app/" + INVOICE);
    private static final String MENTIONS = "/topic/mentions.";
    /** Names that the broker takes for no pattern. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[\\p{L}\\p{N}_.+@-]+");

    private static final Pattern SENDABLE = Pattern.compile("/app/" + INVOICE + "\\.presence");

    private static final Set<Role> READERS = EnumSet.of(REVIEWER, APPROVER, AUDITOR);

    private final Authenticator authenticator;
    private final SocketDeadlines deadlines;
    private final BrowserReports reports;
    private final RateLimit frames;

    ConnectionRules(Authenticator authenticator, SocketDeadlines deadlines, BrowserReports reports, RateLimit frames) {
        this.authenticator = authenticator;
        this.deadlines = deadlines;
        this.reports = reports;
        this.frames = frames;
    }

    /**
     * The frame, if it may go on.
     *
     * @throws RefusedFrame if it may not
     * @throws org.springframework.security.core.AuthenticationException where the credentials are no good
     */
    @Override
    public Message<?> preSend(Message<?> message, MessageChannel channel) {
        StompHeaderAccessor frame = Objects.requireNonNull(
                MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class), "not a STOMP frame");
        StompCommand command = frame.getCommand();
        if (command == null) {
            return message; // A heart-beat.
        }
        switch (command) {
            case CONNECT, STOMP -> connect(frame);
            case SUBSCRIBE -> mustBeAllowed(frame, ConnectionRules::isSubscribable);
            case SEND ->
                mustBeAllowed(
                        frame, (destination, _) -> SENDABLE.matcher(destination).matches());
            case UNSUBSCRIBE, DISCONNECT -> {}
            default -> throw RefusedFrame.unknown(command.name());
        }
        return message;
    }

    private void connect(StompHeaderAccessor frame) {
        String authorization = frame.getFirstNativeHeader("Authorization");
        if (authorization != null) {
            frame.setUser(authenticator.authenticate(authorization));
        } else if (!(frame.getUser() instanceof Authentication)) {
            throw RefusedFrame.unauthenticated("Send an Authorization header in the CONNECT frame.");
        }
        String session = Objects.requireNonNull(frame.getSessionId(), "session");
        if (!deadlines.connected(session, expiry(frame.getUser()))) {
            throw RefusedFrame.unknown("second CONNECT");
        }
        if (frame.getFirstNativeHeader(BrowserReports.RESYNC) != null) {
            reports.reconnected();
        }
    }

    private static @Nullable Instant expiry(@Nullable Principal user) {
        return user instanceof JwtAuthenticationToken token ? token.getToken().getExpiresAt() : null;
    }

    private static boolean isSubscribable(String destination, Authentication user) {
        return SUBSCRIBABLE.matcher(destination).matches()
                || destination.equals(MENTIONS + user.getName())
                        && PLAIN_NAME.matcher(user.getName()).matches();
    }

    private void mustBeAllowed(StompHeaderAccessor frame, BiPredicate<String, Authentication> destinations) {
        @Nullable Principal user = frame.getUser();
        if (!(user instanceof Authentication authentication)) {
            throw RefusedFrame.unauthenticated("CONNECT comes first.");
        }
        if (Collections.disjoint(Role.heldBy(authentication), READERS)) {
            throw RefusedFrame.forbidden("Your roles do not let you see invoices.");
        }
        String destination = frame.getDestination();
        if (destination == null || !destinations.test(destination, authentication)) {
            throw RefusedFrame.forbidden("There is no such destination for this.");
        }
        if (frames.take(Objects.requireNonNull(frame.getSessionId(), "session")).isPositive()) {
            throw RefusedFrame.tooMany();
        }
    }
}
