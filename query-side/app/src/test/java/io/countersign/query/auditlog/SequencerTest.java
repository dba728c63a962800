package io.countersign.query.auditlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

class SequencerTest {

    private static final TestDatabase DATABASE = TestDatabase.create();
    private static final OtherProcess OTHER = new OtherProcess(DATABASE);
    private static final QuerySideProcess QUERY_SIDE = new QuerySideProcess(DATABASE);
    private static final JdbcClient JDBC = OTHER.jdbc();

    @BeforeAll
    static void somethingIsThereAlready() {
        OTHER.receive(Map.of("note", "first"));
    }

    @AfterAll
    static void stop() {
        QUERY_SIDE.close();
        OTHER.close();
    }

    @Test
    void givesEveryEventOfEveryStreamOneLeaf() {
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));
        OTHER.correct(invoice, 1, "ben", "note", "0", "1");
        insert(invoice + "/discussion", 0);
        insert("attempts/here", 0);

        everyEventHasItsLeaf();
        rootIsThatOfItsLeaves();
    }

    @Test
    void givesAnEventThatIsCommittedLateTheNextLeafAndHoldsNothingUpForIt() {
        try (OtherProcess.Open late = OTHER.begin()) {
            InvoiceId held = OTHER.receive(Map.of("note", "late"));
            InvoiceId meanwhile = elsewhere(() -> OTHER.receive(Map.of("note", "meanwhile")));
            Eventually.that(() -> assertThat(leaves(meanwhile)).hasSize(1));
            assertThat(leaves(held)).isEmpty();
            assertThat(passedOver()).isNotZero();

            late.commit();

            Eventually.that(() -> assertThat(leaves(held)).hasSize(1));
            assertThat(leaves(held).getFirst()).isGreaterThan(leaves(meanwhile).getFirst());
        }
        everyEventHasItsLeaf();
        rootIsThatOfItsLeaves();
        Eventually.that(() -> assertThat(passedOver()).isZero());
    }

    @Test
    void raisesTheAlarmWhileSomebodyHoldsItUp() {
        Sequencer sequencer = new Sequencer(
                QUERY_SIDE.bean(JdbcClient.class),
                QUERY_SIDE.bean(PlatformTransactionManager.class),
                QUERY_SIDE.bean(EventLog.class),
                Duration.ofMillis(200));
        try (OtherProcess.Open holder = OTHER.begin()) {
            JDBC.sql("SELECT true FROM pg_advisory_xact_lock(?)")
                    .param(0x636f756e_6c6f6701L)
                    .query(Boolean.class)
                    .single();
            elsewhere(() -> OTHER.receive(Map.of("note", "waits")));
            Eventually.that(() -> {
                sequencer.goOn();
                assertThat(sequencer.alarm())
                        .hasValueSatisfying(reason -> assertThat(reason).contains("No event got into the log"));
            });
            holder.commit();
        }
        sequencer.goOn();
        assertThat(sequencer.alarm()).isEmpty();
    }

    @Test
    void raisesTheAlarmWhereTheLogGoesOnBeyondTheStore() {
        Sequencer sequencer = QUERY_SIDE.bean(Sequencer.class);
        sequencer.catchUp();
        String newest = " global_position = (SELECT max(global_position) FROM audit.leaf)";
        DATABASE.tamper("CREATE TABLE kept AS SELECT * FROM audit.leaf WHERE" + newest
                + "; UPDATE audit.leaf SET global_position = 9000000000000000000 WHERE" + newest);
        sequencer.goOn();
        assertThat(sequencer.alarm())
                .hasValueSatisfying(reason -> assertThat(reason).contains("beyond"));

        DATABASE.tamper("UPDATE audit.leaf l SET global_position = kept.global_position FROM kept"
                + " WHERE l.leaf_index = kept.leaf_index; DROP TABLE kept");
        sequencer.goOn();
        assertThat(sequencer.alarm()).isEmpty();
    }

    @Test
    void findsEachEventOnceWhateverRangesSomebodyPutIn() {
        JDBC.sql("INSERT INTO audit.passed_over VALUES (1, 9000000000000000000)")
                .update();
        InvoiceId invoice = OTHER.receive(Map.of("note", "0"));

        Eventually.that(() -> assertThat(leaves(invoice)).hasSize(1));
        everyEventHasItsLeaf();
        Eventually.that(() -> assertThat(passedOver()).isZero());
    }

    @Test
    void forgetsAPositionThatCameToNothing() {
        InvoiceId meanwhile;
        try (OtherProcess.Open _ = OTHER.begin()) {
            OTHER.receive(Map.of("note", "never"));
            meanwhile = elsewhere(() -> OTHER.receive(Map.of("note", "meanwhile")));
            Eventually.that(() -> assertThat(leaves(meanwhile)).hasSize(1));
            QUERY_SIDE.bean(Sequencer.class).catchUp();
            QUERY_SIDE.bean(Sequencer.class).catchUp();
            assertThat(passedOver()).isNotZero();
        }

        Eventually.that(() -> assertThat(passedOver()).isZero());
        everyEventHasItsLeaf();
    }

    @Test
    void remembersAPositionThatMayBeFilledWhenAnotherNodeGoesOn() {
        TestDatabase database = TestDatabase.create();
        try (OtherProcess other = new OtherProcess(database);
                OtherProcess.Open late = other.begin()) {
            InvoiceId held = other.receive(Map.of("note", "late"));
            try (QuerySideProcess _ = new QuerySideProcess(database)) {
                elsewhere(() -> other.receive(Map.of("note", "meanwhile")));
                Eventually.that(() -> assertThat(size(other.jdbc())).isEqualTo(1));
            }
            try (QuerySideProcess _ = new QuerySideProcess(database)) {
                elsewhere(() -> other.receive(Map.of("note", "more")));
                Eventually.that(() -> assertThat(size(other.jdbc())).isEqualTo(2));
                late.commit();
                Eventually.that(() -> assertThat(leaves(other.jdbc(), held)).hasSize(1));
            }
        }
    }

    @Test
    void isOneLogHoweverManyNodesAddToIt() {
        try (QuerySideProcess second = new QuerySideProcess(DATABASE, "countersign.node-id=second")) {
            Sequencer[] sequencers = {QUERY_SIDE.bean(Sequencer.class), second.bean(Sequencer.class)};
            List<CompletableFuture<Void>> people = IntStream.range(0, 8)
                    .mapToObj(person -> CompletableFuture.runAsync(() -> {
                        for (int i = 0; i < 20; i++) {
                            OTHER.receive(Map.of("note", person + "/" + i));
                            sequencers[i % 2].catchUp();
                        }
                    }))
                    .toList();
            people.forEach(CompletableFuture::join);

            everyEventHasItsLeaf();
            rootIsThatOfItsLeaves();
        }
    }

    @Test
    void goesOnOnAnotherNodeWhereOneDies() {
        QuerySideProcess second = new QuerySideProcess(DATABASE, "countersign.node-id=second");
        second.close();
        OTHER.receive(Map.of("note", "after"));
        everyEventHasItsLeaf();
    }

    @Test
    void refusesToBeChangedByItsOwnerToo() {
        OTHER.receive(Map.of("note", "0"));
        everyEventHasItsLeaf();
        for (String change : List.of(
                "UPDATE audit.leaf SET version = version + 1",
                "DELETE FROM audit.leaf",
                "TRUNCATE audit.leaf",
                "UPDATE audit.node SET hash = ''",
                "DELETE FROM audit.node",
                "TRUNCATE audit.node")) {
            assertThatThrownBy(() -> JDBC.sql(change).update())
                    .as(change)
                    .isInstanceOf(DataAccessException.class)
                    .hasStackTraceContaining("append-only");
        }
    }

    private static void everyEventHasItsLeaf() {
        Eventually.that(
                () -> assertThat(JDBC.sql("""
                        SELECT coalesce(e.stream_id, l.stream_id) || ' ' || coalesce(e.version, l.version)
                        FROM event_store.event e
                        FULL JOIN audit.leaf l ON l.stream_id = e.stream_id AND l.version = e.version
                            AND l.global_position = e.global_position AND l.event_hash = e.hash
                        WHERE e.hash IS NULL OR l.event_hash IS NULL""").query(String.class).list()).isEmpty());
        assertThat(JDBC.sql("SELECT leaf_index FROM audit.leaf ORDER BY 1")
                        .query(Long.class)
                        .list())
                .isEqualTo(LongStream.range(0, size(JDBC)).boxed().toList());
    }

    private static void rootIsThatOfItsLeaves() {
        EventLog log = QUERY_SIDE.bean(EventLog.class);
        List<Hash> hashes = JDBC.sql("SELECT * FROM audit.leaf ORDER BY leaf_index")
                .query((row, _) -> EventLog.leaf(row).hash())
                .list();
        for (int size = 0; size <= hashes.size(); size++) {
            assertThat(log.root(size)).isEqualTo(NaiveTree.root(hashes.subList(0, size)));
        }
    }

    private static void insert(String stream, long version) {
        JDBC.sql("""
                        INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                        VALUES (?, ?, gen_random_uuid(), 'CommentAdded', '1', '{}', '{"actor":"anna"}')""").param(stream).param(version).update();
    }

    private static <T> T elsewhere(Supplier<T> action) {
        return CompletableFuture.supplyAsync(action).join();
    }

    private static List<Long> leaves(InvoiceId invoice) {
        return leaves(JDBC, invoice);
    }

    private static List<Long> leaves(JdbcClient jdbc, InvoiceId invoice) {
        // On a connection of its own, whatever transaction this thread is in.
        return elsewhere(() -> jdbc.sql("SELECT leaf_index FROM audit.leaf WHERE stream_id = ?")
                .param(invoice.toString())
                .query(Long.class)
                .list());
    }

    private static long passedOver() {
        return elsewhere(() -> JDBC.sql("SELECT count(*) FROM audit.passed_over")
                .query(Long.class)
                .single());
    }

    private static long size(JdbcClient jdbc) {
        return elsewhere(() ->
                jdbc.sql("SELECT count(*) FROM audit.leaf").query(Long.class).single());
    }
}
