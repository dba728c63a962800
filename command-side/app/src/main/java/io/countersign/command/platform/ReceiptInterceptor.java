package io.countersign.command.platform;

import io.countersign.domain.Decision;
import io.countersign.domain.Verdict;
import io.countersign.platform.eventstore.EventMetadata;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;

/** Writes the receipt of an accepted decision, inside its transaction. */
final class ReceiptInterceptor implements MessageHandlerInterceptor<CommandMessage<?>> {

    /** Metadata of commands that came with an idempotency key: the hash of what is asked for, in hex. */
    static final String REQUEST_HASH = "request_hash";

    private final Receipts receipts;

    ReceiptInterceptor(Receipts receipts) {
        this.receipts = receipts;
    }

    @Override
    public @Nullable Object handle(UnitOfWork<? extends CommandMessage<?>> unitOfWork, InterceptorChain chain)
            throws Exception {
        Object answer = chain.proceed();
        CommandMessage<?> command = unitOfWork.getMessage();
        if (command.getMetaData().get(REQUEST_HASH) instanceof String requestHash) {
            result(command.getPayload(), answer)
                    .ifPresent(result -> receipts.keep(
                            EventMetadata.text(command, EventMetadata.ACTOR),
                            UUID.fromString(EventMetadata.text(command, EventMetadata.COMMAND_ID)),
                            HexFormat.of().parseHex(requestHash),
                            result));
        }
        return answer;
    }

    private static Optional<DecisionResult> result(Object command, @Nullable Object answer) {
        return switch (command) {
            case ReceiveInvoice received ->
                Optional.of(new DecisionResult(received.event().invoiceId(), 0));
            case Decision decision ->
                answer instanceof Verdict verdict ? DecisionResult.of(decision, verdict) : Optional.empty();
            // A comment: its place in the discussion.
            default -> answer instanceof DecisionResult result ? Optional.of(result) : Optional.empty();
        };
    }
}
