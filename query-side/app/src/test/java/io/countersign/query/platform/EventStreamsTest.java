package io.countersign.query.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import io.countersign.query.platform.EventStreams.Stretch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class EventStreamsTest {

    @Test
    void readsFewerStreamsAtOnceWhereTheyAreLarge() {
        TestDatabase database = TestDatabase.create();
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database)) {
            String third = "x".repeat((int) (EventStreams.MOST_BYTES * 3 / 8));
            List<String> invoices = IntStream.of(1, 1, 1, 1, 3)
                    .mapToObj(thirds ->
                            other.receive(Map.of("note", third.repeat(thirds))).toString())
                    .toList();
            List<List<String>> read = new ArrayList<>();
            new TransactionTemplate(querySide.bean(PlatformTransactionManager.class)).executeWithoutResult(_ -> {
                EventStreams streams = querySide.bean(EventStreams.class);
                Stretch stretch = new Stretch(List.of(), 0, null, true);
                while (stretch.more()) {
                    stretch = streams.stretch(StreamKind.REVIEW, "", stretch.last(), null, 4000);
                    read.add(stretch.streams().stream()
                            .map(stream -> stream.invoiceId().toString())
                            .toList());
                }
            });

            assertThat(read).contains(invoices.subList(0, 2), invoices.subList(2, 4), invoices.subList(4, 5));
        }
    }
}
