package io.countersign.query.presence;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.SignalReceiver;
import io.countersign.query.platform.Rounds;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Keeps the tabs of this process in the table, and learns from it of those of others. However much tabs have to say, it
 * is written and read in one go, a few times a second at most.
 */
@Component
final class PresenceExchange implements SignalReceiver, SmartLifecycle {

    private static final Duration APART = Duration.ofMillis(250);
    private static final Duration RENEWALS_WAIT = Duration.ofSeconds(1);
    /** Renewals are not signalled; read before what was known is too old. */
    private static final Duration READ_ALL_AFTER = Duration.ofSeconds(5);

    private static final Logger log = LoggerFactory.getLogger(PresenceExchange.class);

    private final Presence presence;
    private final PresenceTable table;
    private final Rounds rounds;
    private Set<InvoiceId> signalled = new HashSet<>();
    private boolean readAll = true;
    private long lastReadAll;

    PresenceExchange(Presence presence, PresenceTable table) {
        this.presence = presence;
        this.table = table;
        this.rounds = new Rounds("presence-exchange", APART, RENEWALS_WAIT, this::round);
        presence.onWrite(rounds::ask);
    }

    @Override
    public String channel() {
        return PresenceTable.CHANNEL;
    }

    @Override
    public synchronized void onConnection() {
        readAll = true;
        rounds.ask();
    }

    @Override
    public synchronized void onSignals(Set<String> payloads) {
        for (String payload : payloads) {
            if (!table.isOwn(payload)) {
                InvoiceId.parse(payload.substring(payload.indexOf(' ') + 1)).ifPresent(signalled::add);
            }
        }
        if (!signalled.isEmpty()) {
            rounds.ask();
        }
    }

    @Override
    public void start() {
        rounds.start();
    }

    @Override
    public void stop() {
        rounds.stop();
        try {
            table.leave();
        } catch (DataAccessException | TransactionException away) {
            log.debug("The tabs of this process will expire", away);
        }
    }

    @Override
    public boolean isRunning() {
        return rounds.isRunning();
    }

    @Override
    public int getPhase() {
        return rounds.getPhase();
    }

    private void round() {
        write();
        read();
    }

    private void write() {
        Map<Presence.Tab, Presence.Write> writes = presence.takeUnwritten();
        try {
            table.write(writes);
        } catch (RuntimeException e) {
            presence.putBack(writes);
            throw e;
        }
    }

    private void read() {
        long now = System.nanoTime();
        Set<InvoiceId> wanted = takeSignalled();
        boolean all = takeReadAll() || now - lastReadAll >= READ_ALL_AFTER.toNanos();
        try {
            if (all) {
                presence.takeIn(table.ofOthers());
                lastReadAll = now;
            } else if (!wanted.isEmpty()) {
                presence.takeIn(wanted, table.ofOthers(wanted));
            }
        } catch (RuntimeException e) {
            onConnection();
            throw e;
        }
    }

    private synchronized Set<InvoiceId> takeSignalled() {
        Set<InvoiceId> taken = signalled;
        signalled = new HashSet<>();
        return taken;
    }

    private synchronized boolean takeReadAll() {
        boolean taken = readAll;
        readAll = false;
        return taken;
    }
}
