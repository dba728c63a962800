package io.countersign.command.platform;

import io.countersign.platform.eventstore.EventMetadata;
import io.countersign.platform.observability.Traces;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.gateway.CommandGateway;
import org.axonframework.messaging.MetaData;
import org.springframework.stereotype.Component;

/** Sends commands with who signed them, and knows which were answered before. */
@Component
public class SignedCommands {

    private final CommandGateway gateway;
    private final Receipts receipts;
    private final Traces traces;

    SignedCommands(CommandGateway gateway, Receipts receipts, Traces traces) {
        this.gateway = gateway;
        this.receipts = receipts;
        this.traces = traces;
    }

    /**
     * A command about to be sent.
     *
     * @param content what is asked for, as bytes that are the same for the same request
     */
    public Signed sign(Object command, Supplier<byte[]> content, Signature signature) {
        // Only a key is looked up by what it named.
        return new Signed(command, signature.idempotencyKey().map(_ -> sha256(content.get())), signature);
    }

    /** A command with its signature. */
    public final class Signed {

        private final Object command;
        private final Optional<byte[]> requestHash;
        private final Signature signature;
        private final UUID commandId;

        private Signed(Object command, Optional<byte[]> requestHash, Signature signature) {
            this.command = command;
            this.requestHash = requestHash;
            this.signature = signature;
            this.commandId = signature.idempotencyKey().orElseGet(UUID::randomUUID);
        }

        /** Names the command, whether the client did or not. */
        public UUID commandId() {
            return commandId;
        }

        /**
         * The first result, where the same was accepted before under the same key.
         *
         * @throws IdempotencyKeyReused where the key named something else
         */
        public Optional<DecisionResult> replay() {
            return requestHash.flatMap(hash -> receipts.replay(
                    signature.actor(), signature.idempotencyKey().orElseThrow(), hash));
        }

        /**
         * Hands the command to the aggregate.
         *
         * @param answer the type of what it answers
         */
        public <T> T send(Class<T> answer) {
            MetaData metadata = MetaData.from(EventMetadata.of(signature.actor(), commandId));
            if (requestHash.isPresent()) {
                metadata = metadata.and(
                        ReceiptInterceptor.REQUEST_HASH, HexFormat.of().formatHex(requestHash.get()));
            }
            Optional<String> place = traces.place();
            if (place.isPresent()) {
                metadata = metadata.and(EventMetadata.TRACEPARENT, place.get());
            }
            return answer.cast(gateway.sendAndWait(new GenericCommandMessage<>(command, metadata)));
        }
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
