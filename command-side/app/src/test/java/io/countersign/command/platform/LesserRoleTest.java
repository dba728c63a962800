package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.countersign.command.CommandSide;
import io.countersign.command.Http;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Migrated by one role, run as another that may add to history and no more. */
class LesserRoleTest {

    @Test
    void takesDecisionsAsARoleThatCanAlterNothing() throws SQLException {
        String database = CommandSide.newDatabase();
        String role = "service_" + System.nanoTime();
        try (Connection owner = DriverManager.getConnection(database);
                Statement statement = owner.createStatement()) {
            statement.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'secret'");
        }
        try (CommandSide node = CommandSide.on(
                database.substring(0, database.indexOf('?')),
                "lesser-role",
                "--spring.datasource.username=" + role,
                "--spring.datasource.password=secret",
                "--spring.flyway.url=" + database,
                "--spring.flyway.user=postgres")) {
            Http anna = new Http(node.url(), "anna");
            String invoiceId = anna.receiveInvoice("LESSER-1");

            assertThat(anna.post(
                                    "/api/invoices/%s/corrections".formatted(invoiceId),
                                    Map.of("expected_review_version", 0, "changes", Map.of("buyer_reference", "PO-1")),
                                    Map.of("Idempotency-Key", "7d9c4e5e-0000-4000-8000-000000000001"))
                            .status())
                    .isEqualTo(200);

            assertThat(anna.put("/api/invoices/%s/claim".formatted(invoiceId), Map.of())
                            .status())
                    .isEqualTo(200);
            assertThat(anna.delete("/api/invoices/%s/claim".formatted(invoiceId))
                            .status())
                    .isEqualTo(200);
            assertThat(anna.post("/api/invoices/%s/comments".formatted(invoiceId), Map.of("text", "fine"))
                            .status())
                    .isEqualTo(201);

            JdbcClient service = node.bean(JdbcClient.class);
            await().untilAsserted(() -> assertThat(service.sql("SELECT name FROM event_store.running_node")
                            .query(String.class)
                            .list())
                    .containsExactly("lesser-role"));
            assertThatThrownBy(() -> service.sql("ALTER TABLE event_store.event DISABLE TRIGGER ALL")
                            .update())
                    .rootCause()
                    .hasMessageContaining("must be owner");
            for (String table : List.of("event_store.event", "event_store.source_document")) {
                assertThat(service.sql("""
                                        SELECT privilege FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE',
                                            'REFERENCES', 'TRIGGER']) AS privilege
                                        WHERE has_table_privilege(?, privilege)""").param(table).query(String.class).list())
                        .as(table)
                        .containsExactlyInAnyOrder("SELECT", "INSERT");
            }
            for (String change : List.of(
                    "UPDATE event_store.event SET payload = '{}'",
                    "DELETE FROM event_store.event",
                    "TRUNCATE event_store.event")) {
                assertThatThrownBy(() -> service.sql(change).update())
                        .as(change)
                        .rootCause()
                        .hasMessageContaining("permission denied");
                try (Connection owner = DriverManager.getConnection(database);
                        Statement statement = owner.createStatement()) {
                    assertThatThrownBy(() -> statement.execute(change))
                            .as(change)
                            .hasMessageContaining("append-only");
                }
            }
        }
    }
}
