package io.countersign.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.testdatabase.TestServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class CopyRowsTest {

    private static final UUID ID = UUID.fromString("0193aaaa-bbbb-7ccc-8ddd-eeeeffff0001");
    private static final List<List<@Nullable Object>> ROWS = List.of(
            row(0L, 0, "0", "2000-01-01", "2000-01-01T00:00:00Z", ""),
            row(-1L, -1, "-0.001", "1999-12-31", "1969-07-20T20:17:40.123456Z", "a\tb\nc\\.\r\\N"),
            row(
                    Long.MAX_VALUE,
                    Integer.MAX_VALUE,
                    "9".repeat(30) + "." + "1".repeat(20),
                    "9999-12-31",
                    "9999-12-31T23:59:59.999999Z",
                    "\uD83D\uDCC4 Büro"),
            row(1L, Integer.MIN_VALUE, "10000.00", "0001-01-01", "2026-10-25T02:30:00.1+02:00", "x"),
            Arrays.asList(null, null, null, null, null, null, null));

    @Test
    void areStoredAsTheSameValuesInAStatement() throws Exception {
        try (Connection database = DriverManager.getConnection(TestServer.url(TestServer.newDatabase()));
                Statement statement = database.createStatement()) {
            for (String table : List.of("inserted", "copied")) {
                statement.execute("CREATE TABLE %s (u uuid, l bigint, i int, n numeric, d date, t timestamptz, s text)"
                        .formatted(table));
            }
            try (PreparedStatement insert =
                    database.prepareStatement("INSERT INTO inserted VALUES (?, ?, ?, ?, ?, ?, ?)")) {
                for (List<@Nullable Object> row : ROWS) {
                    for (int column = 0; column < row.size(); column++) {
                        insert.setObject(column + 1, row.get(column));
                    }
                    insert.executeUpdate();
                }
            }

            copy(database, CopyRows.of(ROWS));

            assertThat(rows(statement, "copied")).hasSize(ROWS.size()).isEqualTo(rows(statement, "inserted"));
        }
    }

    @Test
    void takeAnInvoicesIdAndAnInstantToo() {
        Instant at = Instant.parse("2026-10-25T02:30:00.1Z");

        assertThat(CopyRows.of(List.of(List.of(new InvoiceId(ID), at))))
                .isEqualTo(CopyRows.of(List.of(List.of(ID, at.atOffset(ZoneOffset.ofHours(2))))));
    }

    private static List<@Nullable Object> row(
            long number, int small, String decimal, String day, String instant, String text) {
        return List.of(
                ID, number, small, new BigDecimal(decimal), LocalDate.parse(day), OffsetDateTime.parse(instant), text);
    }

    private static void copy(Connection database, byte[] rows) throws Exception {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(CopyRows.HEADER);
        all.write(rows);
        all.write(CopyRows.TRAILER);
        database.unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY copied FROM STDIN (FORMAT binary)", new ByteArrayInputStream(all.toByteArray()));
    }

    private static List<String> rows(Statement statement, String table) throws Exception {
        List<String> rows = new ArrayList<>();
        try (ResultSet row = statement.executeQuery("SELECT r::text FROM %s r".formatted(table))) {
            while (row.next()) {
                rows.add(row.getString(1));
            }
        }
        return rows;
    }
}
