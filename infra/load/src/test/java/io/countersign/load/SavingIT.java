package io.countersign.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * How many decisions a second are accepted, and how many refused, beside two peers that take the same decisions and beside
 * the least that PostgreSQL has to do for one. All write to one PostgreSQL.
 */
@Timeout(value = 12, unit = TimeUnit.MINUTES)
class SavingIT {

    private static final double OF_JPA = 1.3;
    private static final double OF_AXON = 3;
    private static final double OF_THE_SAME_SQL = 0.5;
    private static final double OF_A_BARE_INSERT = 0.2;
    private static final double REFUSED_OF_ACCEPTED = 2;
    private static final double P99_AT_HALF_THE_RATE = 25;
    private static final double P99_OF_LAG = 100;

    private static final boolean QUICK = Boolean.getBoolean("quick");
    private static final int CLIENTS = 32;
    private static final int INVOICES_A_CLIENT = QUICK ? 30 : 312;
    private static final int LINES = 5;
    private static final int ROUNDS = QUICK ? 3 : 5;
    private static final Duration ROUND = Duration.ofSeconds(QUICK ? 2 : 4);
    private static final Duration WARM_UP = Duration.ofSeconds(QUICK ? 8 : 40);

    @Test
    void isLimitedByTheDatabaseMoreThanByTheService(@TempDir Path folder) throws Exception {
        try (LauncherUnderLoad launcher = LauncherUnderLoad.start(folder);
                Connection owner = DriverManager.getConnection(launcher.jdbcUrl());
                Server jpa = Peer.JPA.start(owner, launcher.jdbcUrl(), folder);
                Server axon = Peer.AXON.start(owner, launcher.jdbcUrl(), folder)) {
            String sameSql = EventStore.another(owner, launcher.jdbcUrl());
            try (Connection limit = DriverManager.getConnection(sameSql)) {
                execute(limit, "CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload text)");
            }
            Clients<Saver> ours =
                    Clients.make(CLIENTS, () -> new Saver(launcher.server(), written(launcher.jdbcUrl())));
            Clients<Saver> onJpa = Clients.make(CLIENTS, () -> new Saver(jpa, received(jpa)));
            Clients<Saver> onAxon = Clients.make(CLIENTS, () -> new Saver(axon, received(axon)));
            Clients<Sql> sql = Clients.make(CLIENTS, () -> new Sql(sameSql, written(sameSql)));
            Lag.awaitNone(owner);
            execute(owner, "VACUUM ANALYZE");

            for (Clients<Saver> savers : List.of(ours, onJpa, onAxon)) {
                savers.rate(WARM_UP, Saver::accepted);
                savers.rate(ROUND, Saver::refused);
            }
            sql.rate(ROUND, Sql::decision);

            Contestant accepted = new Contestant(() -> ours.rate(ROUND, Saver::accepted));
            Contestant byJpa = new Contestant(() -> onJpa.rate(ROUND, Saver::accepted));
            Contestant byAxon = new Contestant(() -> onAxon.rate(ROUND, Saver::accepted));
            Contestant same = new Contestant(() -> sql.rate(ROUND, Sql::decision));
            Contestant bare = new Contestant(() -> sql.rate(ROUND, Sql::bare));
            Contestant refused = new Contestant(() -> ours.rate(ROUND, Saver::refused));
            Contestant.compete(ROUNDS, List.of(accepted, byJpa, byAxon, same, bare, refused));
            double half = accepted.median() / 2;
            Contestant p99 = new Contestant(() ->
                    ours.openLoop(half, ROUND, Saver::accepted).quantile(0.99).toNanos() / 1e6);
            Contestant.compete(ROUNDS, List.of(p99));
            Contestant lag = new Contestant(() -> Lag.during(owner, () -> ours.rate(ROUND, Saver::accepted))
                            .quantile(0.99)
                            .toNanos()
                    / 1e6);
            Contestant.compete(ROUNDS, List.of(lag));
            long gaps = gaps(owner);

            Table table = new Table("Saving");
            table.line(
                    "%d clients, %,d invoices each side; a second: median (least to most of %d rounds)",
                    CLIENTS, CLIENTS * INVOICES_A_CLIENT, ROUNDS);
            table.line("accepted over HTTP: %s", accepted);
            against(table, "peer, JPA with a version and an audit table", byJpa, accepted, OF_JPA);
            against(table, "peer, Axon as it comes", byAxon, accepted, OF_AXON);
            against(table, "limit, the same SQL", same, accepted, OF_THE_SAME_SQL);
            against(table, "limit, a bare INSERT", bare, accepted, OF_A_BARE_INSERT);
            table.line(
                    "refused as stale: %s, %.2f times those accepted; goal %.1f",
                    refused, refused.median() / accepted.median(), REFUSED_OF_ACCEPTED);
            table.line("positions that no event has, after all of them: %d; goal 0", gaps);
            table.line(
                    "accepted at half the rate, open loop, 99 %% within ms: %s; goal %.0f",
                    p99.toString("%.1f"), P99_AT_HALF_THE_RATE);
            table.line(
                    "views behind at the full rate, 99 %% within ms: %s; goal %.0f", lag.toString("%.1f"), P99_OF_LAG);
            table.show();

            assertThat(accepted.median()).isGreaterThan(OF_JPA * byJpa.median());
            assertThat(accepted.median()).isGreaterThan(OF_AXON * byAxon.median());
            assertThat(accepted.median()).isGreaterThan(OF_THE_SAME_SQL * same.median());
            assertThat(accepted.median()).isGreaterThan(OF_A_BARE_INSERT * bare.median());
            assertThat(refused.median()).isGreaterThan(REFUSED_OF_ACCEPTED * accepted.median());
            assertThat(p99.median()).isLessThan(P99_AT_HALF_THE_RATE);
            assertThat(gaps).isZero();
            assertThat(lag.median()).isLessThan(P99_OF_LAG);
        }
    }

    private static void against(Table table, String name, Contestant other, Contestant ours, double goal) {
        table.line("  %s: %s, ours are %.2f times that; goal %.1f", name, other, ours.median() / other.median(), goal);
    }

    private static void execute(Connection owner, String sql) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<UUID> written(String url) throws SQLException {
        try (Connection owner = DriverManager.getConnection(url)) {
            List<UUID> invoices = new ArrayList<>();
            for (int i = 0; i < INVOICES_A_CLIENT; i++) {
                invoices.add(LongReview.write(owner, 1, LINES).invoiceId());
            }
            return invoices;
        }
    }

    private static List<UUID> received(Server peer) throws Exception {
        List<UUID> invoices = new ArrayList<>();
        for (int i = 0; i < INVOICES_A_CLIENT; i++) {
            invoices.add(peer.receive(LongReview.terms(LINES)));
        }
        return invoices;
    }

    /** How many positions were taken by what came to nothing, once all is written that is told of later. */
    private static long gaps(Connection owner) throws Exception {
        long gaps = Long.MAX_VALUE;
        try (Statement statement = owner.createStatement()) {
            for (int tries = 0; gaps > 0 && tries < 20; tries++) {
                Thread.sleep(250);
                try (ResultSet row = statement.executeQuery("""
                        SELECT pg_sequence_last_value(pg_get_serial_sequence('event_store.event', 'global_position')) - count(*)
                        FROM event_store.event""")) {
                    row.next();
                    gaps = row.getLong(1);
                }
            }
        }
        return gaps;
    }

    /** One who corrects invoices of their own, one after the other. */
    private static final class Saver {

        private final Server server;
        private final List<UUID> invoices;
        private final long[] versions;
        private int turn;
        private int refusals;

        Saver(Server server, List<UUID> invoices) {
            this.server = server;
            this.invoices = invoices;
            this.versions = new long[invoices.size()];
        }

        void accepted() throws Exception {
            int mine = turn++ % invoices.size();
            server.correct(invoices.get(mine), versions[mine]++, 200);
        }

        /** On the version before the newest, of one of those that were corrected. */
        void refused() throws Exception {
            int mine = refusals++ % Math.min(turn, invoices.size());
            server.correct(invoices.get(mine), versions[mine] - 1, 409);
        }
    }

    /** A connection that writes what a decision writes, without asking anything: an event and its receipt; or one row. */
    private static final class Sql {

        private final Connection connection;
        private final List<UUID> invoices;
        private final PreparedStatement event;
        private final PreparedStatement receipt;
        private final PreparedStatement bare;
        private int turn;

        Sql(String url, List<UUID> invoices) throws SQLException {
            this.connection = DriverManager.getConnection(url);
            this.invoices = invoices;
            this.event = connection.prepareStatement("""
                    INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                    VALUES (?, ?, ?, 'InvoiceCorrected', '1', ?, ?)""");
            this.receipt = connection.prepareStatement("""
                    INSERT INTO event_store.receipt (actor, command_id, request_hash, invoice_id, review_version)
                    VALUES ('ben', ?, ?, ?, ?)""");
            this.bare = connection.prepareStatement("INSERT INTO bare (payload) VALUES (?)");
        }

        void bare() throws SQLException {
            connection.setAutoCommit(true);
            bare.setString(1, "x".repeat(600));
            bare.executeUpdate();
        }

        void decision() throws SQLException {
            connection.setAutoCommit(false);
            UUID invoice = invoices.get(turn % invoices.size());
            long version = 1 + turn / invoices.size();
            turn++;
            UUID command = UUID.randomUUID();
            event.setString(1, invoice.toString());
            event.setLong(2, version);
            event.setObject(3, UUID.randomUUID());
            event.setString(4, LongReview.corrected(invoice, version));
            event.setString(5, "{\"actor\":\"ben\",\"command_id\":\"%s\"}".formatted(command));
            event.executeUpdate();
            receipt.setObject(1, command);
            receipt.setBytes(2, new byte[32]);
            receipt.setObject(3, invoice);
            receipt.setLong(4, version);
            receipt.executeUpdate();
            connection.commit();
        }
    }
}
