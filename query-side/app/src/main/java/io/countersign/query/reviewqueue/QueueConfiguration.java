package io.countersign.query.reviewqueue;

import io.countersign.query.platform.DeadLetters;
import io.countersign.query.platform.EventStreams;
import io.countersign.query.platform.FoldingProjection;
import io.countersign.query.platform.Projection;
import io.countersign.query.platform.View;
import io.countersign.query.platform.View.Column;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

@Configuration(proxyBeanMethods = false)
class QueueConfiguration {

    /** The table that the queue is read from. */
    private static final List<Column<QueueRow>> COLUMNS = List.of(
            new Column<>("status", String.class, QueueRow::status),
            new Column<>("invoice_number", String.class, QueueRow::invoiceNumber),
            new Column<>("seller_name", String.class, QueueRow::sellerName),
            new Column<>("buyer_name", String.class, QueueRow::buyerName),
            new Column<>("issue_date", LocalDate.class, QueueRow::issueDate),
            new Column<>("due_date", LocalDate.class, QueueRow::dueDate),
            new Column<>("currency", String.class, QueueRow::currency),
            new Column<>("amount_due", BigDecimal.class, QueueRow::amountDue),
            new Column<>("error_findings", Integer.class, QueueRow::errorFindings),
            new Column<>(
                    "changed_at", OffsetDateTime.class, row -> row.changedAt().atOffset(ZoneOffset.UTC)),
            new Column<>("changed_by", String.class, QueueRow::changedBy),
            new Column<>("invoice_number_key", String.class, row -> TextKey.sort(row.invoiceNumber())),
            new Column<>("seller_name_key", String.class, row -> TextKey.sort(row.sellerName())),
            new Column<>("buyer_name_key", String.class, row -> TextKey.sort(row.buyerName())),
            new Column<>("search_text", String.class, QueueConfiguration::searchText));

    @Bean
    View<QueueRow> reviewQueueView(JdbcTemplate jdbc) {
        return new View<>(jdbc, "review-queue", QueueRow::of, COLUMNS);
    }

    @Bean
    Projection reviewQueueProjection(
            View<QueueRow> reviewQueueView,
            EventStreams streams,
            DeadLetters deadLetters,
            PlatformTransactionManager transactionManager) {
        return new FoldingProjection<>(reviewQueueView, streams, deadLetters, transactionManager);
    }

    private static String searchText(QueueRow row) {
        return Stream.of(row.invoiceNumber(), row.sellerName(), row.buyerName())
                .filter(Objects::nonNull)
                .map(TextKey::search)
                .collect(Collectors.joining("\n"));
    }
}
