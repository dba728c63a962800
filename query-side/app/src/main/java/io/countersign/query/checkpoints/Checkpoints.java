package io.countersign.query.checkpoints;

import io.countersign.query.auditlog.EventLog;
import io.countersign.query.auditlog.IncompleteLog;
import io.countersign.query.auditlog.Sequencer;
import io.countersign.query.auditlog.TreeHead;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Signs tree heads of the log. Before it signs one, it proves that the log goes on from those that were signed before:
 * the newest in the database, the newest that this process knows of, and the last that was published outside. Where it
 * does not, nothing is signed until it does again.
 */
public final class Checkpoints {

    private static final Logger log = LoggerFactory.getLogger(Checkpoints.class);

    /** Distinguishes this lock from others in the database. */
    private static final long LOCK = 0x636f756e_6c6f6702L;

    private static final String COLUMNS =
            "number, tree_size, encode(root_hash, 'hex') AS root, signed_at, key_id, text";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Sequencer sequencer;
    private final EventLog eventLog;
    private final SigningKey key;
    private final PublishedCheckpoints published;
    /** Heads that the log must go on from, whatever the database says. */
    private volatile List<TreeHead> witnessed;
    /** Why nothing is signed, {@code null} where all is well. */
    private volatile @Nullable String alarm;

    Checkpoints(
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            Sequencer sequencer,
            EventLog eventLog,
            SigningKey key,
            PublishedCheckpoints published) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactionManager);
        this.sequencer = sequencer;
        this.eventLog = eventLog;
        this.key = key;
        this.published = published;
        witnessed = published
                .last()
                .filter(text -> text.origin().equals(key.verifier().name()))
                .map(text -> List.of(text.head()))
                .orElse(List.of());
    }

    /**
     * Signs the log as it is now, with all events that are committed in it.
     *
     * @throws LogInconsistent where it is not what was signed before and more
     */
    public Checkpoint sign() {
        sequencer.catchUp();
        Checkpoint signed = Objects.requireNonNull(transaction.execute(_ -> {
            jdbc.sql("SELECT true FROM pg_advisory_xact_lock(?)")
                    .param(LOCK)
                    .query(Boolean.class)
                    .single();
            return store(provenHead());
        }));
        return published(signed);
    }

    /**
     * A text of whole lines, signed with the key of the checkpoints (C2SP signed-note).
     *
     * @param text none that could be taken for a checkpoint
     */
    public String note(String text) {
        return key.note(text);
    }

    /** Signs where something was added and no node did so half an interval ago. */
    void signOnSchedule(Duration interval) {
        Optional<Checkpoint> signed = Objects.requireNonNull(transaction.execute(_ -> {
            boolean alone = jdbc.sql("SELECT pg_try_advisory_xact_lock(?)")
                    .param(LOCK)
                    .query(Boolean.class)
                    .single();
            if (!alone || signedWithin(interval.dividedBy(2))) {
                return Optional.empty();
            }
            TreeHead head = provenHead();
            boolean added = head.size() > newest().map(Checkpoint::treeSize).orElse(0L);
            return added ? Optional.of(store(head)) : Optional.empty();
        }));
        signed.ifPresent(this::published);
    }

    /** What is wrong with the log as it is now, held against all that was signed before. */
    public Optional<String> inconsistency() {
        try {
            provenHead();
            return Optional.empty();
        } catch (LogInconsistent e) {
            return Optional.of(e.detail());
        }
    }

    /** Why nothing is signed just now. */
    Optional<String> alarm() {
        return Optional.ofNullable(alarm);
    }

    /** The newest one. */
    public Optional<Checkpoint> newest() {
        return jdbc.sql("SELECT " + COLUMNS + " FROM audit.checkpoint ORDER BY number DESC LIMIT 1")
                .query((row, _) -> checkpoint(row))
                .optional();
    }

    /** Those before a number, newest first. */
    List<Numbered> before(long number, int limit) {
        return jdbc.sql("SELECT " + COLUMNS + " FROM audit.checkpoint WHERE number < ? ORDER BY number DESC LIMIT ?")
                .param(number)
                .param(limit)
                .query((row, _) -> new Numbered(row.getLong("number"), checkpoint(row)))
                .list();
    }

    /** Those over so many events, by size: more than {@code above}, not more than {@code upTo}. */
    public List<Checkpoint> ofSize(long above, long upTo) {
        return jdbc.sql("SELECT " + COLUMNS
                        + " FROM audit.checkpoint WHERE tree_size > ? AND tree_size <= ? ORDER BY tree_size, number")
                .param(above)
                .param(upTo)
                .query((row, _) -> checkpoint(row))
                .list();
    }

    /** A checkpoint with its place among all. */
    record Numbered(long number, Checkpoint checkpoint) {}

    private boolean signedWithin(Duration time) {
        return jdbc.sql("""
                        SELECT coalesce(max(signed_at) > clock_timestamp() - ? * interval '1 millisecond', false)
                        FROM (SELECT signed_at FROM audit.checkpoint ORDER BY number DESC LIMIT 1) newest""").param(time.toMillis()).query(Boolean.class).single();
    }

    private TreeHead provenHead() {
        try {
            TreeHead head = eventLog.head();
            List<TreeHead> earlier = new ArrayList<>(witnessed);
            newest().map(Checkpoint::head).ifPresent(earlier::add);
            for (TreeHead before : earlier) {
                if (!eventLog.extendsFrom(before, head)) {
                    throw inconsistent(
                            "The log has %d leaves, root %s, and does not go on from what was signed over %d, root %s."
                                    .formatted(head.size(), head.root(), before.size(), before.root()));
                }
            }
            witnessed = List.of(head);
            if (alarm != null) {
                log.info("The log goes on from what was signed again");
                alarm = null;
            }
            return head;
        } catch (IncompleteLog gone) {
            throw inconsistent(gone.getMessage() + ".");
        } catch (IllegalArgumentException altered) {
            throw inconsistent("A hash of the log, or the newest checkpoint, is none: " + altered.getMessage() + ".");
        }
    }

    private LogInconsistent inconsistent(String reason) {
        raise(reason);
        return new LogInconsistent(reason + " Nothing is signed until that is right again.");
    }

    private void raise(String reason) {
        if (!reason.equals(alarm)) {
            log.error("THE LOG WAS TAMPERED WITH. {}", reason);
        }
        alarm = reason;
    }

    private Checkpoint store(TreeHead head) {
        VerifierKey verifier = key.verifier();
        jdbc.sql("INSERT INTO audit.signing_key (key_id, name, public_key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .param(verifier.id())
                .param(verifier.name())
                .param(verifier.encoded().bytes())
                .update();
        return jdbc.sql(
                        "INSERT INTO audit.checkpoint (tree_size, root_hash, key_id, text) VALUES (?, ?, ?, ?) RETURNING "
                                + COLUMNS)
                .param(head.size())
                .param(head.root().bytes())
                .param(verifier.id())
                .param(CheckpointText.sign(head, key))
                .query((row, _) -> checkpoint(row))
                .single();
    }

    /** After the commit: what is known outside must not be undone here. */
    private Checkpoint published(Checkpoint checkpoint) {
        published.add(checkpoint);
        return checkpoint;
    }

    private static Checkpoint checkpoint(ResultSet row) throws SQLException {
        return new Checkpoint(
                row.getLong("tree_size"),
                row.getString("root"),
                row.getObject("signed_at", OffsetDateTime.class).toInstant(),
                row.getString("key_id"),
                row.getString("text"));
    }
}
