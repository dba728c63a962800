package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.RecordedEvent;
import io.countersign.contract.review.Review;
import io.countersign.platform.eventstore.EventReader;
import io.countersign.platform.eventstore.UnreadEvent;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A table with one row for each invoice, which also keeps the review that the row was made from.
 *
 * @param <C> what a row shows of a review
 */
public final class View<C> implements RebuildableView {

    private final JdbcTemplate jdbc;
    private final String name;
    private final BiFunction<Review, RecordedEvent, C> content;
    private final List<Column<Row<C>>> columns;
    private final String table;
    private final String upsert;

    /**
     * A column.
     *
     * @param type as which its values are read
     * @param value what it holds of something
     */
    public record Column<T>(String name, Class<?> type, Function<T, @Nullable Object> value) {}

    /** A review and what a row shows of it. */
    public record Row<C>(Review review, C content) {}

    /**
     * The view in the table of the same name in the schema {@code read_model}, which has the columns {@code invoice_id},
     * {@code review_version} and {@code review} beside its own.
     *
     * @param name of the view and of the processor that keeps it, e.g. {@code review-queue}
     * @param content what a row shows of a review; the event is the one that led to its version
     * @param own the columns of what it shows
     */
    public View(JdbcTemplate jdbc, String name, BiFunction<Review, RecordedEvent, C> content, List<Column<C>> own) {
        this.jdbc = jdbc;
        this.name = name;
        this.content = content;
        this.columns = Stream.concat(
                        Stream.of(
                                new Column<Row<C>>(
                                        "invoice_id",
                                        UUID.class,
                                        row -> row.review().invoiceId().value()),
                                new Column<Row<C>>(
                                        "review_version",
                                        Long.class,
                                        row -> row.review().version())),
                        own.stream()
                                .map(column -> new Column<Row<C>>(
                                        column.name(),
                                        column.type(),
                                        row -> column.value().apply(row.content()))))
                .toList();
        this.table = name.replace('-', '_');
        this.upsert = """
                INSERT INTO read_model.%1$s AS known (%2$s, review) VALUES (%3$s, ?::json)
                ON CONFLICT (invoice_id) DO UPDATE SET %4$s, review = excluded.review
                WHERE known.review_version < excluded.review_version""".formatted(
                        table,
                        columns(column -> column),
                        columns(_ -> "?"),
                        columns(column -> column + " = excluded." + column));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String table() {
        return table;
    }

    /** The reviews as the view has them, without those that it does not have or cannot read any more. */
    public Map<InvoiceId, Review> reviews(Collection<InvoiceId> invoiceIds) {
        Map<InvoiceId, Review> reviews = new LinkedHashMap<>();
        select("review", table, invoiceIds, row -> {
            Reviews.read(row.getString("review")).ifPresent(review -> reviews.put(review.invoiceId(), review));
        });
        return reviews;
    }

    /** The row of a review; {@code newest} is the event that led to its version. */
    public Row<C> row(Review review, RecordedEvent newest) {
        return new Row<>(review, content.apply(review, newest));
    }

    /** Writes rows, each unless the view has a newer one of the invoice. */
    public void write(List<Row<C>> rows) {
        jdbc.batchUpdate(upsert, rows, rows.size(), (statement, row) -> {
            int position = 1;
            for (Column<Row<C>> column : columns) {
                statement.setObject(position++, column.value().apply(row));
            }
            statement.setString(position, Reviews.write(row.review()));
        });
    }

    @Override
    public StreamKind streams() {
        return StreamKind.REVIEW;
    }

    @Override
    public List<String> columns() {
        return Stream.concat(columns.stream().map(Column::name), Stream.of("review"))
                .toList();
    }

    @Override
    public Made make(EventStream stream, EventReader reader, Set<Long> dropped) {
        return (dropped.isEmpty() ? whole(stream, reader) : Optional.<Made>empty())
                .orElseGet(() -> make(stream, reader, dropped, _ -> null));
    }

    @Override
    public Made make(
            EventStream stream,
            EventReader reader,
            Set<Long> dropped,
            Function<List<List<@Nullable Object>>, @Nullable RuntimeException> store) {
        // Of the last event whose row can be stored.
        List<List<@Nullable Object>> stored = new ArrayList<>();
        ReviewFolding folding = new ReviewFolding(null, dropped, version -> {
            List<List<@Nullable Object>> rows;
            try {
                rows = List.of(values(row(version.review(), version.newest())));
            } catch (RuntimeException e) {
                return e;
            }
            RuntimeException refused = store.apply(rows);
            if (refused == null) {
                stored.clear();
                stored.addAll(rows);
            }
            return refused;
        });
        for (UnreadEvent event : stream.events()) {
            if (!folding.take(event.version(), event.eventType(), () -> reader.recorded(stream.invoiceId(), event))) {
                break;
            }
        }
        return new Made(stored, folding.failure().orElse(null));
    }

    /** All events folded at once, which is faster; empty where one of them stands in the way. */
    private Optional<Made> whole(EventStream stream, EventReader reader) {
        try {
            ReviewVersion version = ReviewVersion.of(stream.events().stream()
                    .map(event -> reader.recorded(stream.invoiceId(), event))
                    .toList());
            return Optional.of(new Made(List.of(values(row(version.review(), version.newest()))), null));
        } catch (RuntimeException oneOfThem) {
            return Optional.empty();
        }
    }

    private List<@Nullable Object> values(Row<C> row) {
        List<@Nullable Object> values = new ArrayList<>();
        columns.forEach(column -> values.add(column.value().apply(row)));
        values.add(Reviews.write(row.review()));
        return values;
    }

    @Override
    public Held held(Collection<InvoiceId> invoiceIds) {
        return held(table, invoiceIds);
    }

    @Override
    public Held heldBefore(Collection<InvoiceId> invoiceIds) {
        return held(table + "_before", invoiceIds);
    }

    private Held held(String from, Collection<InvoiceId> invoiceIds) {
        Map<InvoiceId, Stored> rows = new LinkedHashMap<>();
        select(columns(column -> column) + ", review", from, invoiceIds, row -> {
            rows.put(new InvoiceId(row.getObject("invoice_id", UUID.class)), stored(row));
        });
        return (invoiceId, events) ->
                difference(rows.get(invoiceId), events).stream().toList();
    }

    private record Stored(long reviewVersion, SequencedMap<String, @Nullable String> members) {}

    private Stored stored(ResultSet row) throws SQLException {
        SequencedMap<String, @Nullable String> members = new LinkedHashMap<>();
        for (Column<Row<C>> column : columns) {
            members.put(column.name(), text(row.getObject(column.name(), column.type())));
        }
        Optional<Review> review = Reviews.read(row.getString("review"));
        review.ifPresentOrElse(
                known -> members.putAll(Reviews.members("review", known)),
                () -> members.put("review", "what this release cannot read"));
        return new Stored(row.getLong("review_version"), members);
    }

    private SequencedMap<String, @Nullable String> members(Row<C> row) {
        SequencedMap<String, @Nullable String> members = new LinkedHashMap<>();
        for (Column<Row<C>> column : columns) {
            members.put(column.name(), text(column.value().apply(row)));
        }
        members.putAll(Reviews.members("review", row.review()));
        return members;
    }

    private Optional<Difference> difference(@Nullable Stored row, StoredEvents events) {
        List<RecordedEvent> history = events.history();
        long newest = history.isEmpty() ? -1 : history.getLast().reviewVersion();
        if (row == null) {
            return events.takenIn() < 0
                    ? Optional.empty()
                    : Optional.of(Difference.of(events.takenIn(), "row", null, "version " + events.takenIn()));
        }
        long version = row.reviewVersion();
        if (newest < 0) {
            return Optional.of(Difference.of(version, "row", "version " + version, null));
        }
        if (version < 0 || version > newest) {
            return Optional.of(Difference.of(version, "review_version", "" + version, "" + newest));
        }
        ReviewVersion said = ReviewVersion.of(history.stream()
                .takeWhile(event -> event.reviewVersion() <= version)
                .toList());
        return Difference.between(version, row.members(), members(row(said.review(), said.newest())))
                // Right for its version, but of those that the view has taken in that is not the newest.
                .or(() -> version < events.takenIn()
                        ? Optional.of(Difference.of(version, "review_version", "" + version, "" + events.takenIn()))
                        : Optional.empty());
    }

    private static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case BigDecimal number -> number.toPlainString();
            case OffsetDateTime at -> at.toInstant().toString();
            default -> value.toString();
        };
    }

    private String columns(Function<String, String> each) {
        return columns.stream().map(column -> each.apply(column.name())).collect(Collectors.joining(", "));
    }

    private void select(String what, String from, Collection<InvoiceId> invoiceIds, RowReader reader) {
        jdbc.query(
                "SELECT %s FROM read_model.%s WHERE invoice_id = ANY (?::uuid[])".formatted(what, from),
                reader::read,
                (Object) invoiceIds.stream().map(InvoiceId::toString).toArray(String[]::new));
    }

    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }
}
