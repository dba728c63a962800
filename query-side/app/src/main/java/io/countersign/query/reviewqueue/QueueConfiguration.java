package io.countersign.query.reviewqueue;

import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.query.platform.FoldingProjection;
import io.countersign.query.platform.Projection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

@Configuration(proxyBeanMethods = false)
class QueueConfiguration {

    @Bean
    Projection reviewQueueProjection(
            JdbcTemplate jdbc, ReviewHistory history, PlatformTransactionManager transactionManager) {
        return new FoldingProjection<>(new QueueView(jdbc), history, transactionManager);
    }
}
