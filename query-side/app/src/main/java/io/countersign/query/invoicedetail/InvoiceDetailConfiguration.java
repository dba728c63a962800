package io.countersign.query.invoicedetail;

import io.countersign.contract.review.Review;
import io.countersign.query.platform.DeadLetters;
import io.countersign.query.platform.EventStreams;
import io.countersign.query.platform.FoldingProjection;
import io.countersign.query.platform.Projection;
import io.countersign.query.platform.View;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

@Configuration(proxyBeanMethods = false)
class InvoiceDetailConfiguration {

    /** The folded reviews that invoices are shown from, and nothing beside them. */
    @Bean
    View<Review> invoiceDetailView(JdbcTemplate jdbc) {
        return new View<>(jdbc, "invoice-detail", (review, _) -> review, List.of());
    }

    @Bean
    Projection invoiceDetailProjection(
            View<Review> invoiceDetailView,
            EventStreams streams,
            DeadLetters deadLetters,
            PlatformTransactionManager transactionManager) {
        return new FoldingProjection<>(invoiceDetailView, streams, deadLetters, transactionManager);
    }
}
