package io.countersign.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many decisions a second are accepted, and how many refused, beside the least that PostgreSQL has to do for one. */
class SavingIT {

    private static final double OF_THE_SAME_SQL = 0.5;
    private static final double OF_A_BARE_INSERT = 0.2;
    private static final double REFUSED_OF_ACCEPTED = 2;

    private static final int CLIENTS = 32;
    private static final int INVOICES_A_CLIENT = 40;
    private static final int ROUNDS = 5;
    private static final Duration ROUND = Duration.ofSeconds(4);
    private static final Duration WARM_UP = Duration.ofSeconds(25);
    private static final String BEN = "Basic " + Base64.getEncoder().encodeToString("ben:demo".getBytes(UTF_8));

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void isLimitedByTheDatabaseMoreThanByTheService(@TempDir Path folder) throws Exception {
        try (LauncherUnderLoad launcher = LauncherUnderLoad.start(folder);
                Connection owner = DriverManager.getConnection(launcher.jdbcUrl());
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            try (var statement = owner.createStatement()) {
                statement.execute(
                        "CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload text)");
            }
            List<Saver> savers = new ArrayList<>();
            List<Sql> same = new ArrayList<>();
            List<Sql> bare = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                savers.add(new Saver(launcher, invoices(owner)));
                same.add(new Sql(launcher.jdbcUrl(), invoices(owner), true));
                bare.add(new Sql(launcher.jdbcUrl(), List.of(), false));
            }
            try (var statement = owner.createStatement()) {
                statement.execute("VACUUM ANALYZE event_store.event");
            }

            rate(threads, savers, Saver::accepted, WARM_UP);
            rate(threads, savers, Saver::refused, WARM_UP.dividedBy(5));
            rate(threads, same, Sql::run, ROUND);
            rate(threads, bare, Sql::run, ROUND);

            List<Double> accepted = new ArrayList<>();
            List<Double> refused = new ArrayList<>();
            List<Double> theSame = new ArrayList<>();
            List<Double> theBare = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                List<Runnable> turns = List.of(
                        () -> accepted.add(rate(threads, savers, Saver::accepted, ROUND)),
                        () -> theSame.add(rate(threads, same, Sql::run, ROUND)),
                        () -> theBare.add(rate(threads, bare, Sql::run, ROUND)),
                        () -> refused.add(rate(threads, savers, Saver::refused, ROUND)));
                // A B B A: whatever slows the machine down for a while slows all of them down.
                (round % 2 == 0 ? turns : turns.reversed()).forEach(Runnable::run);
            }
            for (Sql one : same) {
                one.close();
            }
            for (Sql one : bare) {
                one.close();
            }

            System.out.printf(
                    """
                    A second, with %d clients
                    decisions accepted over HTTP:  %6.0f
                    the same SQL:                  %6.0f, ours are %.2f of it
                    a bare INSERT:                 %6.0f, ours are %.2f of it
                    decisions refused as stale:    %6.0f, %.2f times those accepted
                    """,
                    CLIENTS,
                    median(accepted),
                    median(theSame),
                    median(accepted) / median(theSame),
                    median(theBare),
                    median(accepted) / median(theBare),
                    median(refused),
                    median(refused) / median(accepted));
            assertThat(median(accepted)).isGreaterThan(OF_THE_SAME_SQL * median(theSame));
            assertThat(median(accepted)).isGreaterThan(OF_A_BARE_INSERT * median(theBare));
            assertThat(median(refused)).isGreaterThan(REFUSED_OF_ACCEPTED * median(accepted));
        }
    }

    private static List<UUID> invoices(Connection owner) throws Exception {
        List<UUID> invoices = new ArrayList<>();
        for (int i = 0; i < INVOICES_A_CLIENT; i++) {
            invoices.add(LongReview.write(owner, 1).invoiceId());
        }
        return invoices;
    }

    /** Something that one client does, once. */
    @FunctionalInterface
    private interface Work<C> {
        void run(C client) throws Exception;
    }

    /** How often all of them together did it in a second. */
    private static <C> double rate(ExecutorService threads, List<C> clients, Work<C> work, Duration time) {
        long start = System.nanoTime();
        List<Future<Integer>> counts = new ArrayList<>();
        for (C client : clients) {
            counts.add(threads.submit(() -> {
                int done = 0;
                for (; System.nanoTime() < start + time.toNanos(); done++) {
                    work.run(client);
                }
                return done;
            }));
        }
        int all = 0;
        for (Future<Integer> count : counts) {
            try {
                all += count.get();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return all / ((System.nanoTime() - start) / 1e9);
    }

    private static double median(List<Double> rates) {
        return rates.stream().sorted().toList().get(rates.size() / 2);
    }

    /** One who corrects invoices of their own, one after the other. */
    private final class Saver {

        private final LauncherUnderLoad launcher;
        private final List<UUID> invoices;
        private final long[] versions;
        private int turn;

        Saver(LauncherUnderLoad launcher, List<UUID> invoices) {
            this.launcher = launcher;
            this.invoices = invoices;
            this.versions = new long[invoices.size()];
        }

        void accepted() throws Exception {
            int mine = turn++ % invoices.size();
            correct(invoices.get(mine), versions[mine]++, 200);
        }

        /** On the version before the newest, which there is after a first correction. */
        void refused() throws Exception {
            int mine = turn++ % invoices.size();
            correct(invoices.get(mine), versions[mine] - 1, 409);
        }

        private void correct(UUID invoice, long version, int expected) throws Exception {
            String body = """
                    {"expected_review_version": %d, "changes": {"seller.name": "Nordlicht Papier %d GmbH"}}""".formatted(version, turn);
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(launcher.address("/api/invoices/" + invoice + "/corrections"))
                            .header("Authorization", BEN)
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", UUID.randomUUID().toString())
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != expected) {
                throw new IllegalStateException(answer.statusCode() + " " + answer.body());
            }
        }
    }

    /** A connection that writes what a decision writes, without asking anything: an event and its receipt; or one row. */
    private static final class Sql implements AutoCloseable {

        private static final String PAYLOAD = """
                {"invoice_id":"%s","changes":[{"term":"seller.name","before":"Nordlicht Papier GmbH","after":"Nordlicht \
                Papier %d GmbH"}],"note":null}""";

        private final Connection connection;
        private final List<UUID> invoices;
        private final boolean decisions;
        private final PreparedStatement event;
        private final PreparedStatement receipt;
        private final PreparedStatement bare;
        private int turn;

        Sql(String url, List<UUID> invoices, boolean decisions) throws Exception {
            this.connection = DriverManager.getConnection(url);
            this.invoices = invoices;
            this.decisions = decisions;
            this.event = connection.prepareStatement("""
                    INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                    VALUES (?, ?, ?, 'InvoiceCorrected', '1', ?, ?)""");
            this.receipt = connection.prepareStatement("""
                    INSERT INTO event_store.receipt (actor, command_id, request_hash, invoice_id, review_version)
                    VALUES ('ben', ?, ?, ?, ?)""");
            this.bare = connection.prepareStatement("INSERT INTO bare (payload) VALUES (?)");
            connection.setAutoCommit(!decisions);
        }

        void run() throws Exception {
            if (!decisions) {
                bare.setString(1, PAYLOAD.formatted(UUID.randomUUID(), turn++) + "x".repeat(400));
                bare.executeUpdate();
                return;
            }
            UUID invoice = invoices.get(turn % invoices.size());
            long version = 1 + turn / invoices.size();
            UUID command = UUID.randomUUID();
            event.setString(1, invoice.toString());
            event.setLong(2, version);
            event.setObject(3, UUID.randomUUID());
            event.setString(4, PAYLOAD.formatted(invoice, turn++));
            event.setString(5, "{\"actor\":\"ben\",\"command_id\":\"%s\"}".formatted(command));
            event.executeUpdate();
            receipt.setObject(1, command);
            receipt.setBytes(2, new byte[32]);
            receipt.setObject(3, invoice);
            receipt.setLong(4, version);
            receipt.executeUpdate();
            connection.commit();
        }

        @Override
        public void close() throws Exception {
            connection.close();
        }
    }
}
