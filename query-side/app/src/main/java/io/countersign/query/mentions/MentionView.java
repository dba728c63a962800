package io.countersign.query.mentions;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.EventReader;
import io.countersign.platform.eventstore.UnreadEvent;
import io.countersign.query.platform.Difference;
import io.countersign.query.platform.DiscussionProjection;
import io.countersign.query.platform.EventStream;
import io.countersign.query.platform.Failure;
import io.countersign.query.platform.IsolatedWrites;
import io.countersign.query.platform.RebuildableView;
import io.countersign.query.platform.StreamKind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;

/** The table of mentions, kept up to date with the comments. */
@Component
class MentionView implements DiscussionProjection, RebuildableView {

    /** No account has a longer name, and an index takes no longer one. */
    private static final int MAX_NAME_LENGTH = 200;

    private final IsolatedWrites writes;
    private final JdbcTemplate template;
    private final JdbcClient jdbc;

    MentionView(JdbcTemplate template, JdbcClient jdbc, PlatformTransactionManager transactionManager) {
        this.writes = new IsolatedWrites(transactionManager);
        this.template = template;
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "mentions";
    }

    @Override
    public String table() {
        return "mention";
    }

    /** Whom a comment mentions but its author, who knows it. */
    static Stream<String> mentioned(Comment comment) {
        return comment.mentions().stream()
                .filter(user -> !user.equals(comment.actor()) && user.length() <= MAX_NAME_LENGTH);
    }

    @Override
    public Map<InvoiceId, Failure> apply(Map<InvoiceId, List<Comment>> comments) {
        Map<InvoiceId, List<Row>> rows = new LinkedHashMap<>();
        comments.forEach((invoiceId, ofInvoice) ->
                ofInvoice.forEach(comment -> mentioned(comment).forEach(user -> {
                    Row row = new Row(user, invoiceId, comment);
                    rows.computeIfAbsent(invoiceId, _ -> new ArrayList<>()).add(row);
                })));
        Map<InvoiceId, Failure> failures = new LinkedHashMap<>();
        writes.write(
                        rows,
                        together ->
                                write(together.stream().flatMap(List::stream).toList()))
                .keySet()
                .forEach(invoiceId -> firstRefused(rows.getOrDefault(invoiceId, List.of()))
                        .ifPresent(failure -> failures.put(invoiceId, failure)));
        return failures;
    }

    /** Writes the rows of one invoice one by one, up to the first that cannot be stored. */
    private Optional<Failure> firstRefused(List<Row> rows) {
        for (Row row : rows) {
            Collection<RuntimeException> refused =
                    writes.write(Map.of(row, row), this::write).values();
            if (!refused.isEmpty()) {
                RuntimeException why = refused.iterator().next();
                return Optional.of(new Failure(row.comment().number(), CommentAdded.class.getSimpleName(), why));
            }
        }
        return Optional.empty();
    }

    private void write(List<Row> rows) {
        template.batchUpdate("""
                INSERT INTO read_model.mention (mentioned, invoice_id, number, actor, at, text, term)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING""", rows, rows.size(), (statement, row) -> {
            statement.setString(1, row.user());
            statement.setObject(2, row.invoiceId().value());
            statement.setLong(3, row.comment().number());
            statement.setString(4, row.comment().actor());
            statement.setObject(5, row.comment().at().atOffset(ZoneOffset.UTC));
            statement.setString(6, row.comment().text());
            statement.setString(7, row.comment().term());
        });
    }

    /** The newest mentions of a user, at most {@code limit}, after that one. */
    List<Mention> of(String user, Optional<MentionPosition> after, int limit) {
        Map<String, Object> parameters = new LinkedHashMap<>(Map.of("user", user, "limit", limit));
        after.ifPresent(position -> {
            parameters.put("at", position.at().atOffset(ZoneOffset.UTC));
            parameters.put("invoice", position.invoiceId().value());
            parameters.put("number", position.number());
        });
        return jdbc.sql("""
                        SELECT m.invoice_id, q.invoice_number, m.number, m.actor, m.at, m.text, m.term
                        FROM read_model.mention m LEFT JOIN read_model.review_queue q USING (invoice_id)
                        WHERE m.mentioned = :user %s
                        ORDER BY m.at DESC, m.invoice_id DESC, m.number DESC
                        LIMIT :limit""".formatted(
                        after.isPresent() ? "AND (m.at, m.invoice_id, m.number) < (:at, :invoice, :number)" : ""))
                .params(parameters)
                .query((row, _) -> new Mention(
                        new InvoiceId(row.getObject("invoice_id", UUID.class)),
                        row.getString("invoice_number"),
                        row.getLong("number"),
                        row.getString("actor"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("text"),
                        row.getString("term")))
                .list();
    }

    @Override
    public StreamKind streams() {
        return DiscussionProjection.super.streams();
    }

    @Override
    public List<String> columns() {
        return List.of("mentioned", "invoice_id", "number", "actor", "at", "text", "term");
    }

    @Override
    public Made make(EventStream stream, EventReader reader, Set<Long> dropped) {
        return make(stream, reader, dropped, _ -> null);
    }

    @Override
    public Made make(
            EventStream stream,
            EventReader reader,
            Set<Long> dropped,
            Function<List<List<@Nullable Object>>, @Nullable RuntimeException> store) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (UnreadEvent event : stream.events()) {
            if (dropped.contains(event.version())) {
                continue;
            }
            List<List<@Nullable Object>> added;
            try {
                added = rows(stream.invoiceId(), reader.comment(stream.invoiceId(), event));
            } catch (RuntimeException e) {
                return new Made(rows, new Failure(event.version(), event.eventType(), e));
            }
            RuntimeException refused = store.apply(added);
            if (refused != null) {
                return new Made(rows, new Failure(event.version(), event.eventType(), refused));
            }
            rows.addAll(added);
        }
        return new Made(rows, null);
    }

    private static List<List<@Nullable Object>> rows(InvoiceId invoiceId, Comment comment) {
        return mentioned(comment)
                .<List<@Nullable Object>>map(user -> Arrays.asList(
                        user,
                        invoiceId,
                        comment.number(),
                        comment.actor(),
                        comment.at(),
                        comment.text(),
                        comment.term()))
                .toList();
    }

    @Override
    public Held held(Collection<InvoiceId> invoiceIds) {
        return held(table(), invoiceIds);
    }

    @Override
    public Held heldBefore(Collection<InvoiceId> invoiceIds) {
        return held(table() + "_before", invoiceIds);
    }

    private Held held(String from, Collection<InvoiceId> invoiceIds) {
        Map<InvoiceId, List<Stored>> rows = new HashMap<>();
        jdbc.sql("""
                        SELECT invoice_id, mentioned, number, actor, at, text, term FROM read_model.%s
                        WHERE invoice_id = ANY (?::uuid[]) ORDER BY number, mentioned, at""".formatted(from))
                .param(invoiceIds.stream().map(InvoiceId::toString).toArray(String[]::new))
                .query(row -> {
                    rows.computeIfAbsent(new InvoiceId(row.getObject("invoice_id", UUID.class)), _ -> new ArrayList<>())
                            .add(stored(row));
                });
        return (invoiceId, events) -> differences(rows.getOrDefault(invoiceId, List.of()), events);
    }

    /** Who is told of which comment. There is one row of each. */
    private record Place(long number, String mentioned) {

        /** Without whom it mentions: that is a word of it. */
        String comment() {
            return "comment " + number;
        }

        Difference of(@Nullable String held, @Nullable String said) {
            return new Difference(
                    null, comment(), Difference.of(null, toString(), held, said).reason());
        }

        @Override
        public String toString() {
            return comment() + " to " + mentioned;
        }
    }

    private record Stored(Place place, Map<String, @Nullable String> members) {}

    private static Stored stored(ResultSet row) throws SQLException {
        Place place = new Place(row.getLong("number"), row.getString("mentioned"));
        return new Stored(
                place,
                members(
                        place,
                        row.getString("actor"),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("text"),
                        row.getString("term")));
    }

    private static Map<String, @Nullable String> members(
            Place place, String actor, Instant at, String text, @Nullable String term) {
        Map<String, @Nullable String> members = new LinkedHashMap<>();
        members.put(place + ", actor", actor);
        members.put(place + ", at", at.toString());
        members.put(place + ", text", text);
        members.put(place + ", term", term);
        return members;
    }

    private static List<Difference> differences(List<Stored> rows, StoredEvents events) {
        if (rows.isEmpty() && events.commentTakenIn() < 0) {
            return List.of();
        }
        Map<Place, Comment> said = new LinkedHashMap<>();
        events.comments()
                .forEach(comment ->
                        mentioned(comment).forEach(user -> said.put(new Place(comment.number(), user), comment)));
        List<Difference> differences = new ArrayList<>();
        Set<Place> held = new HashSet<>();
        for (Stored row : rows) {
            Place place = row.place();
            Comment comment = said.get(place);
            if (comment == null || !held.add(place)) {
                differences.add(place.of(row.members().get(place + ", text"), null));
            } else {
                Difference.between(
                                null,
                                row.members(),
                                members(place, comment.actor(), comment.at(), comment.text(), comment.term()))
                        .ifPresent(found -> differences.add(new Difference(null, place.comment(), found.reason())));
            }
        }
        said.forEach((place, comment) -> {
            if (!held.contains(place) && comment.number() <= events.commentTakenIn()) {
                differences.add(place.of(null, comment.text()));
            }
        });
        return differences;
    }

    private record Row(String user, InvoiceId invoiceId, Comment comment) {}
}
