package io.countersign.command.platform;

import io.countersign.domain.Decision;
import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.messaging.correlation.CorrelationDataProvider;
import org.axonframework.messaging.interceptors.CorrelationDataInterceptor;
import org.axonframework.modelling.command.CommandTargetResolver;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How commands reach the aggregate: in the caller's thread, each in a transaction. */
@Configuration(proxyBeanMethods = false)
class AggregateConfiguration {

    /** Decisions are plain records without the framework's annotations; the aggregate itself guards the version. */
    @Bean
    CommandTargetResolver decisionTargetResolver() {
        return command -> new VersionedAggregateIdentifier(
                ((Decision) command.getPayload()).invoiceId().toString(), null);
    }

    @Bean
    CommandBus commandBus(
            TransactionManager transactionManager, CorrelationDataProvider correlation, Receipts receipts) {
        CommandBus bus = SimpleCommandBus.builder()
                .transactionManager(transactionManager)
                .build();
        bus.registerHandlerInterceptor(new CorrelationDataInterceptor<>(correlation));
        bus.registerHandlerInterceptor(new ReceiptInterceptor(receipts));
        return bus;
    }
}
