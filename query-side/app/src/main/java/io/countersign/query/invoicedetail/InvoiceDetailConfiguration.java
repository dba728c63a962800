package io.countersign.query.invoicedetail;

import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.query.platform.FoldingProjection;
import io.countersign.query.platform.Projection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

@Configuration(proxyBeanMethods = false)
class InvoiceDetailConfiguration {

    @Bean
    Projection invoiceDetailProjection(
            JdbcTemplate jdbc, ReviewHistory history, PlatformTransactionManager transactionManager) {
        return new FoldingProjection<>(new InvoiceDetailView(jdbc), history, transactionManager);
    }
}
