package io.countersign.query.staleness;

import io.countersign.platform.web.Problem;
import io.countersign.platform.web.ProblemException;
import io.countersign.platform.web.Problems;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;
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
        Problem problem = problem(thrown);
        StompHeaderAccessor error = StompHeaderAccessor.create(StompCommand.ERROR);
        error.setMessage(problem.detail());
        error.setNativeHeader("error_code", problem.errorCode());
        String receipt = receipt(clientMessage);
        if (receipt != null) {
            error.setReceiptId(receipt);
        }
        error.setLeaveMutable(true);
        return MessageBuilder.createMessage(NO_BODY, error.getMessageHeaders());
    }

    private static Problem problem(Throwable thrown) {
        // The channel wraps what an interceptor throws.
        Throwable refusal =
                thrown instanceof MessagingException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (refusal instanceof ProblemException || refusal instanceof AuthenticationException) {
            return Problems.describe(refusal);
        }
        // No frame, or one out of turn: the framework's complaint of what a client sent, so not logged as an error.
        log.debug("A frame could not be processed", thrown);
        return Problems.malformed("The frame cannot be processed.");
    }

    private static @Nullable String receipt(@Nullable Message<byte[]> clientMessage) {
        StompHeaderAccessor frame = clientMessage == null
                ? null
                : MessageHeaderAccessor.getAccessor(clientMessage, StompHeaderAccessor.class);
        return frame == null ? null : frame.getReceipt();
    }
}
