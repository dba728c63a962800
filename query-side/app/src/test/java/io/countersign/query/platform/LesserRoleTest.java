package io.countersign.query.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Migrated by one role, run as another that reads history, adds to the log over it, and can alter neither. */
class LesserRoleTest {

    private static final List<String> APPEND_ONLY = List.of(
            "audit.leaf",
            "audit.node",
            "audit.checkpoint",
            "audit.signing_key",
            "audit.verification_break",
            "audit.comparison_difference",
            "audit.export_stream",
            "audit.export_document",
            "audit.dropped_event",
            "audit.rebuild_cancellation",
            "audit.rebuild_difference");

    /** How these go on is written as it goes. */
    private static final List<String> KEPT =
            List.of("audit.verification", "audit.comparison", "audit.export", "audit.rebuild");

    @Test
    void showsAndProvesAsARoleThatCanAlterNothing() {
        TestDatabase database = TestDatabase.create();
        String role = "service_" + System.nanoTime();
        database.tamper("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(
                        database,
                        "spring.datasource.url="
                                + database.url().substring(0, database.url().indexOf('?')),
                        "spring.datasource.username=" + role,
                        "spring.datasource.password=secret",
                        "spring.flyway.url=" + database.url(),
                        "spring.flyway.user=postgres")) {
            InvoiceId invoice = other.receive(Map.of("note", "0"));
            try (StompSession anna = StompSession.connect(querySide.port(), "anna")) {
                anna.subscribe("/topic/invoices." + invoice).subscribe("/app/invoices." + invoice);
                anna.next();
                other.correct(invoice, 1, "ben", "note", "0", "1");
                anna.next();
            }
            other.jdbc()
                    .sql("INSERT INTO event_store.running_node VALUES ('command-1', '1', now(), now(), NULL)")
                    .update();
            other.comment(invoice, 0, "ben", "@anna, look", null);
            Eventually.that(() -> assertThat(querySide
                            .json("/api/invoices")
                            .at("/items/0/review_version")
                            .asInt())
                    .isEqualTo(1));

            assertThat(querySide.post("/api/audit/checkpoints", "audrey").statusCode())
                    .isEqualTo(201);
            assertThat(querySide
                            .get("/api/audit/export?format=archive", "audrey")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(querySide
                            .json("/api/audit/exports", "audrey")
                            .at("/items/0/state")
                            .stringValue())
                    .isEqualTo("done");
            assertThat(finished(querySide, "/api/audit/verifications").get("broken"))
                    .isEmpty();
            assertThat(finished(querySide, "/api/audit/comparisons").get("differences"))
                    .isEmpty();
            assertThat(querySide
                            .post("/actuator/processors/review-queue/rebuild", "otto")
                            .statusCode())
                    .isEqualTo(202);
            Eventually.that(() -> assertThat(querySide
                            .json("/actuator/processors/review-queue/rebuilds", "otto")
                            .at("/items/0/state")
                            .stringValue())
                    .isEqualTo("done"));
            assertThat(querySide.json("/api/invoices").get("items")).hasSize(1);
            database.tamper("UPDATE event_store.event SET payload = '[]' WHERE version = 1;"
                    + "UPDATE read_model.review_queue SET status = 'approved'");
            assertThat(finished(querySide, "/api/audit/verifications").get("broken"))
                    .hasSize(1);
            assertThat(finished(querySide, "/api/audit/comparisons").get("differences"))
                    .isNotEmpty();

            Eventually.that(() -> {
                assertThat(querySide.json("/actuator/nodes", "otto").get("nodes"))
                        .extracting(node -> node.at("/side").stringValue())
                        .containsExactly("command-side", "query-side");
                assertThat(querySide.json("/actuator/activity", "otto").get("minutes"))
                        .anySatisfy(minute ->
                                assertThat(minute.at("/pushes").asLong()).isPositive());
            });

            JdbcClient service = querySide.bean(JdbcClient.class);
            assertThat(service.sql("SELECT current_user").query(String.class).single())
                    .isEqualTo(role);
            assertThat(privileges(service, "event_store.event")).containsExactly("SELECT");
            Stream.concat(APPEND_ONLY.stream(), KEPT.stream())
                    .forEach(table -> assertThat(privileges(service, table))
                            .as(table)
                            .containsExactlyInAnyOrder("SELECT", "INSERT"));
            for (String table : KEPT) {
                assertThat(changeable(service, table))
                        .as(table)
                        .contains("state")
                        .doesNotContain(
                                "run_id", "export_id", "processor", "requested_by", "requested_at", "tree_size");
            }
            cannotPassItsOwnTablesOffAsThoseOfTheSystem(database, role);
            Stream.of(Stream.of("event_store.event"), APPEND_ONLY.stream(), KEPT.stream())
                    .flatMap(tables -> tables)
                    .flatMap(table -> Stream.of("DELETE FROM " + table, "TRUNCATE " + table))
                    .forEach(change -> {
                        assertThatThrownBy(() -> service.sql(change).update())
                                .as(change)
                                .rootCause()
                                .hasMessageContaining("permission denied");
                        assertThatThrownBy(() -> other.jdbc().sql(change).update())
                                .as(change + " by the owner")
                                .rootCause()
                                .hasMessageContaining("append-only");
                    });
        }
    }

    /** What makes the tables of a rebuild does so in the name of the owner, and puts together what the system says of them. */
    private static void cannotPassItsOwnTablesOffAsThoseOfTheSystem(TestDatabase database, String role) {
        String options = "fillfactor=50); CREATE TABLE read_model.by_the_owner (id int); --";
        try (Connection connection = DriverManager.getConnection(
                        database.url().substring(0, database.url().indexOf('?')), role, "secret");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE pg_class AS SELECT 'read_model.mention'::regclass::oid AS oid,"
                    + " ARRAY['" + options + "'] AS reloptions, NULL::aclitem[] AS relacl");
            statement.execute("SELECT read_model.make_shadow('mention')");
            assertThat(statement
                            .executeQuery("SELECT WHERE to_regclass('read_model.by_the_owner') IS NOT NULL")
                            .next())
                    .isFalse();
            statement.execute("SELECT read_model.drop_beside('mention', 'shadow')");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> privileges(JdbcClient service, String table) {
        return service.sql("""
                        SELECT privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES',
                            'TRIGGER']) AS privilege
                        WHERE has_table_privilege(?, privilege)""").param(table).query(String.class).list();
    }

    private static List<String> changeable(JdbcClient service, String table) {
        return service.sql("""
                        SELECT attname FROM pg_attribute
                        WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped
                            AND has_column_privilege(attrelid, attnum, 'UPDATE')""").param(table).query(String.class).list();
    }

    private static JsonNode finished(QuerySideProcess querySide, String runs) {
        HttpResponse<byte[]> begun = querySide.post(runs, "audrey");
        assertThat(begun.statusCode()).isEqualTo(202);
        String run = runs + "/" + QuerySideProcess.json(begun).at("/run_id").stringValue();
        Eventually.that(
                () -> assertThat(querySide.json(run, "audrey").at("/state").stringValue())
                        .isEqualTo("done"));
        return querySide.json(run, "audrey");
    }
}
