package io.countersign.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How long pages of the queue and single invoices take that are asked for at a fixed rate, as the number of invoices grows. */
@Timeout(value = 25, unit = TimeUnit.MINUTES)
class ReadingIT {

    private static final double P99 = 15;
    private static final int A_SECOND = 500;

    private static final boolean QUICK = Boolean.getBoolean("quick");
    private static final List<Integer> INVOICES =
            QUICK ? List.of(10_000, 100_000) : List.of(10_000, 100_000, 1_000_000);
    private static final int CLIENTS = 32;
    /** While code is slow that is not compiled: no more than there are connections to the database. */
    private static final int FEW_CLIENTS = 8;

    private static final int ROUNDS = QUICK ? 3 : 5;
    private static final Duration ROUND = Duration.ofSeconds(QUICK ? 3 : 5);
    private static final Duration WARM_UP = Duration.ofSeconds(QUICK ? 8 : 20);
    /** Their reviews go through the processors; the other invoices are copies of their rows. */
    private static final int SEEDS = 1_000;

    private static final int LINES = 5;

    private static final List<String> PAGES = List.of(
            "/api/invoices",
            "/api/invoices?status=in_review&sort=due_date",
            "/api/invoices?status=received,in_review&sort=-changed_at",
            "/api/invoices?sort=-amount_due",
            "/api/invoices?sort=seller_name");

    @Test
    void staysTheSameAsInvoicesGrowMany(@TempDir Path folder) throws Exception {
        try (LauncherUnderLoad launcher = LauncherUnderLoad.start(folder);
                Connection owner = DriverManager.getConnection(launcher.jdbcUrl())) {
            for (int i = 0; i < SEEDS; i++) {
                LongReview.write(owner, 1, LINES);
            }
            Lag.awaitNone(owner);
            try (Statement statement = owner.createStatement()) {
                statement.execute("CREATE TEMPORARY TABLE seed AS SELECT invoice_id FROM read_model.invoice_detail");
            }
            Table table = new Table("Reading");
            table.line(
                    "%d a second, open loop, %d clients; 99 %% within ms, median (least to most of %d rounds); goal %.0f",
                    A_SECOND, CLIENTS, ROUNDS, P99);
            List<Contestant> all = new ArrayList<>();
            int invoices = SEEDS;
            for (int number : INVOICES) {
                copy(owner, invoices, number);
                invoices = number;
                List<String> some = someInvoices(owner);
                Clients<Server> clients = Clients.make(CLIENTS, launcher::server);
                Contestant page = new Contestant(() -> p99(clients, PAGES));
                Contestant invoice = new Contestant(() -> p99(clients, some));
                Clients<Server> few = Clients.make(FEW_CLIENTS, launcher::server);
                few.rate(WARM_UP, server -> server.get(anyOf(PAGES)));
                few.rate(WARM_UP, server -> server.get(anyOf(some)));
                Contestant.compete(ROUNDS, List.of(page, invoice));
                table.line("%,9d invoices: page of the queue %s", number, page.toString("%.1f"));
                table.line("%,9d invoices: one invoice %s", number, invoice.toString("%.1f"));
                all.addAll(List.of(page, invoice));
            }
            table.show();
            assertThat(all).allMatch(measured -> measured.median() < P99);
        }
    }

    private static double p99(Clients<Server> clients, List<String> paths) throws Exception {
        return clients.openLoop(A_SECOND, ROUND, server -> server.get(anyOf(paths)))
                        .quantile(0.99)
                        .toNanos()
                / 1e6;
    }

    private static String anyOf(List<String> paths) {
        return paths.get(ThreadLocalRandom.current().nextInt(paths.size()));
    }

    private static List<String> someInvoices(Connection owner) throws Exception {
        List<String> paths = new ArrayList<>();
        try (Statement statement = owner.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT invoice_id FROM read_model.invoice_detail ORDER BY random() LIMIT 10000")) {
            while (rows.next()) {
                paths.add("/api/invoices/" + rows.getString(1));
            }
        }
        return paths;
    }

    /**
     * Makes copies of the seeds, up to that many invoices in all: with other names, dates and amounts, one in ten still open.
     * Their events are at positions before all others, which no processor reads any more.
     */
    private static void copy(Connection owner, int from, int to) throws Exception {
        try (Statement statement = owner.createStatement()) {
            statement.execute("""
                    CREATE TEMPORARY TABLE copy AS
                    SELECT seed.invoice_id AS seed, number,
                           ('c0' || substr(md5(seed.invoice_id::text || number), 3))::uuid AS invoice_id,
                           ' ' || substr(md5(seed.invoice_id::text || number), 1, 6) AS mark
                    FROM seed, generate_series(%d, %d) number""".formatted(from / SEEDS, to / SEEDS - 1));
            statement.execute("""
                    INSERT INTO event_store.event (
                        global_position, stream_id, version, event_id, event_type, revision, payload, metadata)
                    OVERRIDING SYSTEM VALUE
                    SELECT -%d - row_number() OVER (), copy.invoice_id::text, version, gen_random_uuid(), event_type, revision,
                        replace(payload, seed::text, copy.invoice_id::text), metadata
                    FROM copy JOIN event_store.event ON stream_id = seed::text""".formatted(from));
            statement.execute("""
                    INSERT INTO read_model.invoice_detail (invoice_id, review_version, review)
                    SELECT copy.invoice_id, review_version, replace(review::text, seed::text, copy.invoice_id::text)::json
                    FROM copy JOIN read_model.invoice_detail d ON d.invoice_id = seed""");
            statement.execute("""
                    INSERT INTO read_model.review_queue (
                        invoice_id, review_version, status, invoice_number, seller_name, buyer_name, issue_date, due_date,
                        currency, amount_due, error_findings, changed_at, changed_by, invoice_number_key, seller_name_key,
                        buyer_name_key, search_text, review)
                    SELECT copy.invoice_id, review_version,
                        CASE mod(number, 20) WHEN 0 THEN 'received' WHEN 1 THEN 'in_review' ELSE 'approved' END,
                        invoice_number || mark, seller_name || mark, buyer_name || mark, issue_date + mod(number, 300),
                        due_date + mod(number, 300), currency, amount_due + number, error_findings,
                        changed_at - number * interval '1 minute', changed_by, invoice_number_key || mark,
                        seller_name_key || mark, buyer_name_key || mark, search_text || mark,
                        replace(review::text, seed::text, copy.invoice_id::text)::json
                    FROM copy JOIN read_model.review_queue q ON q.invoice_id = seed""");
            statement.execute("DROP TABLE copy");
            statement.execute("VACUUM ANALYZE event_store.event, read_model.invoice_detail, read_model.review_queue");
        }
    }
}
