package io.countersign.load.peer.axon;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.axonframework.config.EventProcessingConfigurer;
import org.axonframework.eventhandling.EventHandler;
import org.axonframework.eventhandling.SequenceNumber;
import org.axonframework.eventhandling.TrackingEventProcessorConfiguration;
import org.axonframework.eventhandling.tokenstore.inmemory.InMemoryTokenStore;
import org.axonframework.messaging.StreamableMessageSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.SimpMessagingTemplate;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.stereotype.Component;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;

/** Tells the sockets of this process what was corrected in any. */
@Component
class PushProjection {

    private final SimpMessagingTemplate sockets;

    PushProjection(SimpMessagingTemplate sockets) {
        this.sockets = sockets;
    }

    /** What the page is told. */
    record Changed(
            String type,
            @JsonProperty("invoice_id") String invoiceId,
            @JsonProperty("review_version") long version) {}

    @EventHandler
    void on(InvoiceReview.Corrected event, @SequenceNumber long version) {
        sockets.convertAndSend(
                "/topic/invoices." + event.invoiceId(), new Changed("invoice_changed", event.invoiceId(), version));
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebSocketMessageBroker
    static class Sockets implements WebSocketMessageBrokerConfigurer {

        @Override
        public void registerStompEndpoints(StompEndpointRegistry registry) {
            registry.addEndpoint("/ws");
        }

        @Override
        public void configureMessageBroker(MessageBrokerRegistry registry) {
            registry.enableSimpleBroker("/topic");
        }

        /** Every process reads for itself, from now on. */
        @Autowired
        void readFromNowOn(EventProcessingConfigurer processing) {
            String name = "push-" + UUID.randomUUID();
            processing
                    .assignHandlerTypesMatching(name, PushProjection.class::equals)
                    .registerTokenStore(name, _ -> new InMemoryTokenStore())
                    .registerTrackingEventProcessorConfiguration(
                            name,
                            _ -> TrackingEventProcessorConfiguration.forSingleThreadedProcessing()
                                    .andInitialTrackingToken(StreamableMessageSource::createHeadToken));
        }
    }
}
