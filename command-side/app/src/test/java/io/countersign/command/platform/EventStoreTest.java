package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.countersign.command.CommandSide;
import io.countersign.command.SharedNodes;
import io.countersign.command.Store;
import io.countersign.command.Store.Event;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** What the database itself promises, whoever writes to it. The tests write as the owner of the tables. */
@ExtendWith(SharedNodes.class)
class EventStoreTest {

    private final CommandSide node;
    private final Store store;
    private final JdbcClient jdbc;
    private final String stream = UUID.randomUUID() + "/discussion";

    EventStoreTest(CommandSide node) {
        this.node = node;
        this.store = node.store();
        this.jdbc = store.jdbc();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE event_store.event SET payload = '{}'",
                "UPDATE event_store.event SET payload = payload WHERE false",
                "DELETE FROM event_store.event",
                "DELETE FROM event_store.event WHERE version > 0",
                "TRUNCATE event_store.event",
                "TRUNCATE event_store.event, event_store.source_document RESTART IDENTITY CASCADE",
                "MERGE INTO event_store.event e USING (VALUES (1)) v ON true WHEN MATCHED THEN DELETE",
                "UPDATE event_store.source_document SET content = ''",
                "DELETE FROM event_store.source_document",
                "TRUNCATE event_store.source_document"
            })
    void refusesToAlterOrForgetWhatIsStored(String statement) {
        node.anna().receiveInvoice();
        Store.Counts before = store.counts();

        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> jdbc.sql(statement).update())
                .withStackTraceContaining("append-only");
        assertThat(store.counts()).isEqualTo(before);
    }

    @Test
    void chainsEveryEventOverTheCanonicalForm() {
        List<String> texts = List.of("", "{}", "ä", "日本語", "🍫\n\t\"\\", "\u202e", "a".repeat(70_000), " x ");
        for (int version = 0; version < 300; version++) {
            String text = texts.get(version % texts.size());
            String metadata = JsonMapper.shared().writeValueAsString(Map.of("actor", text));
            insert(stream, version, "Ereignis " + text.length() + "ü", "r" + version, text + version, metadata);
        }
        String invoiceId = node.anna().receiveInvoice();
        for (int version = 0; version < 20; version++) {
            node.anna().correct(invoiceId, version, "seller.name", "Müller 🍫 " + version);
        }

        List<Event> all = store.eventsOfStreams("");
        Map<String, List<Event>> streams = all.stream().collect(Collectors.groupingBy(Event::streamId));
        assertThat(streams.get(stream)).hasSize(300);
        assertThat(streams.get(invoiceId)).hasSize(21);
        assertThat(streams)
                .allSatisfy(
                        (id, events) -> assertThat(Chain.holds(events)).as(id).isTrue());
    }

    @Test
    void showsEachAlterationMadeBehindItsBack() {
        for (int version = 0; version < 3; version++) {
            insert(stream, version, "CommentAdded", "1", "{\"text\":\"%d\"}".formatted(version), "{}");
        }
        List<Event> whole = store.events(stream);
        assertThat(Chain.holds(whole)).isTrue();

        for (String alteration : List.of(
                "payload = '{}'",
                "metadata = '{\"actor\":\"ben\"}'",
                "event_type = 'Other'",
                "revision = '2'",
                "event_id = gen_random_uuid()",
                "recorded_at = recorded_at - interval '1 microsecond'",
                "hash = sha256('x')",
                "content_hash = sha256('x')",
                "previous_hash = sha256('x')")) {
            assertThat(Chain.holds(after(
                            "UPDATE event_store.event SET " + alteration + " WHERE stream_id = ? AND version = 1")))
                    .as(alteration)
                    .isFalse();
        }
        assertThat(Chain.holds(after("DELETE FROM event_store.event WHERE stream_id = ? AND version = 1")))
                .isFalse();
        assertThat(Chain.holds(store.events(stream))).isTrue();
    }

    @Test
    void makesHashesAndTimeItselfWhateverTheWriterSends() {
        jdbc.sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata,
                            recorded_at, previous_hash, content_hash, hash)
                        VALUES (?, 0, gen_random_uuid(), 'CommentAdded', '1', '{}', '{}',
                            '1999-01-01', 'x', 'y', 'z')""").param(stream).update();

        assertThat(Chain.holds(store.events(stream))).isTrue();
        assertThat(store.newest(stream).recordedAt()).isAfter(Instant.now().minus(Duration.ofHours(1)));
    }

    @Test
    void neverLetsTheTimeOfAStreamGoBack() {
        Instant future = Instant.parse("2199-12-31T23:59:59.999999Z");
        withoutTriggers(() -> jdbc.sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata,
                            recorded_at, previous_hash, content_hash, hash)
                        VALUES (?, 0, gen_random_uuid(), 'CommentAdded', '1', '{}', '{}', ?, 'x', 'y', 'z')""")
                .param(stream)
                .param(future.atOffset(ZoneOffset.UTC))
                .update());

        insert(stream, 1, "CommentAdded", "1", "{}", "{}");
        insert(stream, 2, "CommentAdded", "1", "{}", "{}");

        assertThat(store.events(stream)).extracting(Event::recordedAt).containsExactly(future, future, future);
    }

    @Test
    void refusesHolesInAStream() {
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> insert(stream, 1, "CommentAdded", "1", "{}", "{}"))
                .withStackTraceContaining("cannot follow");
        insert(stream, 0, "CommentAdded", "1", "{}", "{}");
        for (long version : List.of(2L, 17L, -1L, Long.MAX_VALUE)) {
            assertThatExceptionOfType(DataAccessException.class)
                    .isThrownBy(() -> insert(stream, version, "CommentAdded", "1", "{}", "{}"));
        }
        assertThatExceptionOfType(DataAccessException.class)
                .isThrownBy(() -> insert(stream, 0, "CommentAdded", "1", "{}", "{}"))
                .withStackTraceContaining("event_stream_version");
        assertThat(store.events(stream)).hasSize(1);
    }

    @Test
    void storesOneOfManyEventsInsertedAsTheSameVersion() throws Exception {
        insert(stream, 0, "CommentAdded", "1", "{}", "{}");
        CyclicBarrier start = new CyclicBarrier(8);
        List<Future<Boolean>> outcomes = new ArrayList<>();
        try (ExecutorService writers = Executors.newFixedThreadPool(8)) {
            for (int writer = 0; writer < 8; writer++) {
                String payload = "{\"writer\":%d}".formatted(writer);
                outcomes.add(writers.submit(() -> {
                    start.await();
                    try {
                        insert(stream, 1, "CommentAdded", "1", payload, "{}");
                        return true;
                    } catch (DataAccessException refused) {
                        return false;
                    }
                }));
            }
        }

        int stored = 0;
        for (Future<Boolean> outcome : outcomes) {
            stored += outcome.get() ? 1 : 0;
        }
        assertThat(stored).isEqualTo(1);
        assertThat(Chain.holds(store.events(stream))).isTrue();
    }

    @Test
    void letsTwoNodesStartAtOnceOnAnEmptyDatabase() throws Exception {
        String database = CommandSide.newDatabase();
        try (ExecutorService starters = Executors.newFixedThreadPool(2)) {
            CyclicBarrier start = new CyclicBarrier(2);
            List<Future<CommandSide>> starting = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                starting.add(starters.submit(() -> {
                    start.await();
                    return CommandSide.on(database);
                }));
            }
            try (CommandSide left = starting.get(0).get();
                    CommandSide right = starting.get(1).get()) {
                String invoiceId = left.anna().receiveInvoice();
                assertThat(right.as("ben").approve(invoiceId, 0).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void isDescribedByAnExampleThatIsRight() throws IOException {
        String page = Files.readString(documentation());
        Map<String, String> members = Pattern.compile("(?m)^    (\\w+) += (.*)$")
                .matcher(page)
                .results()
                .collect(Collectors.toMap(match -> match.group(1), match -> match.group(2)));

        UnaryOperator<String> example = name -> Objects.requireNonNull(members.get(name), name);

        byte[] content = Chain.contentHash(example.apply("payload"), example.apply("metadata"));
        byte[] hash = Chain.hash(
                HexFormat.of().parseHex(example.apply("previous_hash")),
                example.apply("stream_id"),
                Long.parseLong(example.apply("version")),
                example.apply("event_id"),
                example.apply("event_type"),
                example.apply("revision"),
                Instant.parse(example.apply("recorded_at")),
                content);

        assertThat(example.apply("payload").chars()).anyMatch(character -> character > 127);
        assertThat(HexFormat.of().formatHex(content)).isEqualTo(example.apply("content_hash"));
        assertThat(HexFormat.of().formatHex(hash)).isEqualTo(example.apply("hash"));
        Matcher field =
                Pattern.compile("(?m)^    field\\(\"(.+)\"\\) += ([0-9a-f ]+)$").matcher(page);
        assertThat(field.find()).isTrue();
        assertThat(HexFormat.of().parseHex(field.group(2).replace(" ", "")))
                .endsWith(field.group(1).getBytes(StandardCharsets.UTF_8))
                .hasSize(8 + field.group(1).getBytes(StandardCharsets.UTF_8).length);
    }

    private static Path documentation() {
        Path page = Path.of("docs/event-store.md");
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.exists(folder.resolve(page))) {
                return folder.resolve(page);
            }
        }
        throw new AssertionError("No " + page);
    }

    private void insert(String streamId, long version, String type, String revision, String payload, String metadata) {
        jdbc.sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        VALUES (?, ?, gen_random_uuid(), ?, ?, ?, ?)""")
                .params(Arrays.asList(streamId, version, type, revision, payload, metadata))
                .update();
    }

    /** The stream as it would be after a statement that somebody who rules the whole server gets through. */
    private List<Event> after(String alteration) {
        List<Event> altered = new ArrayList<>();
        new TransactionTemplate(node.bean(PlatformTransactionManager.class)).executeWithoutResult(transaction -> {
            jdbc.sql("SET LOCAL session_replication_role = replica").update();
            assertThat(jdbc.sql(alteration).param(stream).update()).isEqualTo(1);
            altered.addAll(store.events(stream));
            transaction.setRollbackOnly();
        });
        return altered;
    }

    private void withoutTriggers(Runnable work) {
        new TransactionTemplate(node.bean(PlatformTransactionManager.class)).executeWithoutResult(_ -> {
            jdbc.sql("SET LOCAL session_replication_role = replica").update();
            work.run();
        });
    }
}
