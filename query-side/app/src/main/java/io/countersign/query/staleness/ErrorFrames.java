package io.countersign.query.staleness;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.socket.messaging.StompSubProtocolErrorHandler;

/**
 * Says in an ERROR frame why a frame was refused: its header {@code message} for people, {@code error_code} for
 * programs. Of what went wrong inside nothing is told. The socket is closed after it, as STOMP has it.
 */
final class ErrorFrames extends StompSubProtocolErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(ErrorFrames.class);
    private static final byte[] NO_BODY = new byte[0];

    @Override
    public Message<byte[]> handleClientMessageProcessingError(
            @Nullable Message<byte[]> clientMessage, Throwable thrown) {
        StompHeaderAccessor error = StompHeaderAccessor.create(StompCommand.ERROR);
        switch (cause(thrown)) {
            case RefusedFrame refused -> {
                error.setMessage(refused.getMessage());
                error.setNativeHeader("error_code", refused.errorCode());
            }
            case AuthenticationException refused -> {
                error.setMessage(refused.getMessage());
                error.setNativeHeader("error_code", "UNAUTHENTICATED");
            }
            default -> {
                log.debug("A frame could not be processed", thrown);
                error.setMessage("The frame cannot be processed.");
                error.setNativeHeader("error_code", "MALFORMED_REQUEST");
            }
        }
        String receipt = receipt(clientMessage);
        if (receipt != null) {
            error.setReceiptId(receipt);
        }
        error.setLeaveMutable(true);
        return MessageBuilder.createMessage(NO_BODY, error.getMessageHeaders());
    }

    /** The channel wraps what an interceptor throws. */
    private static Throwable cause(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getCause() != null
                && !(cause instanceof RefusedFrame)
                && !(cause instanceof AuthenticationException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static @Nullable String receipt(@Nullable Message<byte[]> clientMessage) {
        StompHeaderAccessor frame = clientMessage == null
                ? null
                : MessageHeaderAccessor.getAccessor(clientMessage, StompHeaderAccessor.class);
        return frame == null ? null : frame.getReceipt();
    }
}
