package io.countersign.query.operations;

import io.countersign.contract.review.InvoiceId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ByteConverter;

/**
 * Rows as {@code COPY ... (FORMAT binary)} takes them: neither has the service to write figures as text and mark what
 * would end a line, nor PostgreSQL to read them.
 */
final class CopyRows {

    /** What comes before all rows: the name of the format, no flags, nothing more. */
    static final byte[] HEADER = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    /** And after them. */
    static final byte[] TRAILER = {(byte) 0xFF, (byte) 0xFF};

    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);
    private static final Instant FIRST_INSTANT = Instant.parse("2000-01-01T00:00:00Z");
    private static final int NULL = -1;

    private CopyRows() {}

    /** These rows, each the values of all columns. */
    static byte[] of(List<List<@Nullable Object>> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(8192);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (List<@Nullable Object> row : rows) {
                out.writeShort(row.size());
                for (Object value : row) {
                    write(value, out);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(@Nullable Object value, DataOutputStream out) throws IOException {
        switch (value) {
            case null -> out.writeInt(NULL);
            case String text -> bytes(text.getBytes(StandardCharsets.UTF_8), out);
            case InvoiceId id -> write(id.value(), out);
            case UUID id -> {
                out.writeInt(2 * Long.BYTES);
                out.writeLong(id.getMostSignificantBits());
                out.writeLong(id.getLeastSignificantBits());
            }
            case Long number -> eight(number, out);
            case Integer number -> four(number, out);
            case BigDecimal number -> bytes(ByteConverter.numeric(number), out);
            case LocalDate day -> four(Math.toIntExact(ChronoUnit.DAYS.between(FIRST_DAY, day)), out);
            case Instant at -> eight(ChronoUnit.MICROS.between(FIRST_INSTANT, at), out);
            case OffsetDateTime at -> write(at.toInstant(), out);
            default -> throw new IllegalArgumentException("No column holds " + value.getClass());
        }
    }

    private static void bytes(byte[] value, DataOutputStream out) throws IOException {
        out.writeInt(value.length);
        out.write(value);
    }

    private static void eight(long value, DataOutputStream out) throws IOException {
        out.writeInt(Long.BYTES);
        out.writeLong(value);
    }

    private static void four(int value, DataOutputStream out) throws IOException {
        out.writeInt(Integer.BYTES);
        out.writeInt(value);
    }
}
