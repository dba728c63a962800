package io.countersign.query.presence;

import io.countersign.contract.review.InvoiceId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Which tabs have which invoice open: those connected to this process, as they say themselves, and those of other
 * processes, as the table has them. All in memory, so that asking costs nothing and works while the database is away.
 */
@Component
public final class Presence {

    /** A tab that has not renewed its word for so long is gone; with the time to notice and to tell, within 15 s. */
    static final Duration LIFETIME = Duration.ofSeconds(14);

    /** Of one process; who opens more is not shown in these. */
    private static final int MAX_TABS_OF_A_USER = 32;

    private static final int MAX_TABS_OF_AN_INVOICE = 64;

    private static final Logger log = LoggerFactory.getLogger(Presence.class);

    private final Map<InvoiceId, Map<Tab, Open>> open = new HashMap<>();
    /** The tabs of each socket that is connected to this process. */
    private final Map<String, Set<Tab>> sockets = new HashMap<>();

    private final Map<String, Integer> tabsHere = new HashMap<>();
    /** What the table does not have yet. */
    private Map<Tab, Write> unwritten = new LinkedHashMap<>();
    /** Invoices that may look different from what was told last. */
    private Set<InvoiceId> changed = new LinkedHashSet<>();

    private Runnable onChange = () -> {};
    private Runnable onWrite = () -> {};

    /** Names a tab and the invoice that it has open. */
    record Tab(InvoiceId invoiceId, String user, String tabId) {}

    /** What the table is to be told of a tab. */
    sealed interface Write {

        /** Whether other processes show something else by it. */
        boolean shows();

        /** When it was so, in {@link System#nanoTime}. */
        long nanos();
    }

    /**
     * A tab is connected to this process.
     *
     * @param begins whether it is so since this moment, so that a row of another process for it is out of date
     */
    record Kept(PresentTab tab, boolean begins, boolean shows, long nanos) implements Write {}

    /** A tab left, or its socket ended. */
    record Gone(long nanos) implements Write {
        @Override
        public boolean shows() {
            return true;
        }
    }

    /**
     * A tab of another process, as the table has it.
     *
     * @param age how long ago it renewed its word
     */
    record Row(InvoiceId invoiceId, PresentTab tab, Duration age) {}

    /**
     * A tab that is there.
     *
     * @param socket the one that it speaks over; {@code null} where it is connected to another process
     */
    private record Open(PresentTab tab, @Nullable String socket, long nanos) {}

    /** Has {@code tell} called when an invoice may look different. */
    synchronized void onChange(Runnable tell) {
        onChange = tell;
    }

    /** Has {@code write} called when other processes are to hear of something. */
    synchronized void onWrite(Runnable write) {
        onWrite = write;
    }

    /** The tabs that have an invoice open, longest first. */
    public synchronized List<PresentTab> tabs(InvoiceId invoiceId) {
        return open.getOrDefault(invoiceId, Map.of()).values().stream()
                .map(Open::tab)
                .sorted(Comparator.comparing(PresentTab::since)
                        .thenComparing(PresentTab::user)
                        .thenComparing(PresentTab::tabId))
                .toList();
    }

    /** The people who have an invoice open, each once. */
    public List<Present> people(InvoiceId invoiceId) {
        return people(tabs(invoiceId));
    }

    /** The people at these tabs, each once. */
    static List<Present> people(List<PresentTab> tabs) {
        Map<String, PresenceState> states = new TreeMap<>();
        for (PresentTab tab : tabs) {
            states.merge(
                    tab.user(),
                    tab.state(),
                    (one, other) -> one == PresenceState.EDITING ? PresenceState.EDITING : other);
        }
        return states.entrySet().stream()
                .map(person -> new Present(person.getKey(), person.getValue()))
                .toList();
    }

    /** A socket may speak of its tabs from now on. */
    synchronized void connected(String socket) {
        sockets.putIfAbsent(socket, new LinkedHashSet<>());
    }

    /** A socket ended, and its tabs with it. */
    synchronized void disconnected(String socket) {
        Set<Tab> tabs = sockets.remove(socket);
        if (tabs != null && !tabs.isEmpty()) {
            tabs.forEach(tab -> {
                forget(tab);
                gone(tab);
            });
            changed();
        }
    }

    /** A tab that is connected to this process says what it does. */
    synchronized void take(String socket, InvoiceId invoiceId, String user, PresenceNotice notice) {
        Tab tab = new Tab(invoiceId, user, notice.tabId());
        Open before = open(tab);
        if (!sockets.containsKey(socket)) {
            return; // It ended while this frame was on its way.
        }
        if (notice.state().isEmpty()) {
            if (before != null && socket.equals(before.socket)) {
                forget(tab);
                gone(tab);
                changed();
            }
        } else if (before != null || hasRoomFor(tab)) {
            renew(
                    tab,
                    before,
                    socket,
                    new PresentTab(
                            user,
                            notice.tabId(),
                            notice.state().get(),
                            notice.term(),
                            before != null
                                            && before.tab.state()
                                                    == notice.state().get()
                                    ? before.tab.since()
                                    // No finer than the table has it.
                                    : Instant.now().truncatedTo(ChronoUnit.MICROS)));
        } else {
            log.debug("{} has too many tabs open to show another", user);
        }
    }

    private void renew(Tab tab, @Nullable Open before, String socket, PresentTab now) {
        boolean begins = before == null || before.socket == null;
        boolean shows = before == null || !before.tab.equals(now);
        if (before != null) {
            forget(tab);
        }
        put(tab, new Open(now, socket, System.nanoTime()));
        // Another process that still has it must hear that it has moved.
        later(tab, new Kept(now, begins, shows || begins, System.nanoTime()));
        if (shows || begins) {
            changed.add(tab.invoiceId);
            changed();
        }
    }

    private boolean hasRoomFor(Tab tab) {
        return tabsHere.getOrDefault(tab.user, 0) < MAX_TABS_OF_A_USER
                && open.getOrDefault(tab.invoiceId, Map.of()).size() < MAX_TABS_OF_AN_INVOICE;
    }

    /** Lets go of tabs that did not renew their word in time. */
    synchronized void expire() {
        long latest = System.nanoTime() - LIFETIME.toNanos();
        List<Tab> expired = new ArrayList<>();
        open.values()
                .forEach(tabs -> tabs.forEach((tab, there) -> {
                    if (there.nanos - latest < 0) {
                        expired.add(tab);
                    }
                }));
        expired.forEach(tab -> {
            if (forget(tab).socket == null) {
                changed.add(tab.invoiceId);
            } else {
                gone(tab);
            }
        });
        if (!expired.isEmpty()) {
            changed();
        }
    }

    /** The invoices that may look different since this was last asked. */
    synchronized Set<InvoiceId> takeChanged() {
        Set<InvoiceId> taken = changed;
        changed = new LinkedHashSet<>();
        return taken;
    }

    /** What the table does not have yet. */
    synchronized Map<Tab, Write> takeUnwritten() {
        Map<Tab, Write> taken = unwritten;
        unwritten = new LinkedHashMap<>();
        return taken;
    }

    /** The table could not be told. What is too old to matter is let go of. */
    synchronized void putBack(Map<Tab, Write> writes) {
        Map<Tab, Write> newer = takeUnwritten();
        long latest = System.nanoTime() - LIFETIME.toNanos();
        writes.forEach((tab, write) -> {
            if (write.nanos() - latest >= 0) {
                unwritten.put(tab, write);
            }
        });
        newer.forEach(this::later);
    }

    /** What the table has of all other processes. */
    synchronized void takeIn(List<Row> rows) {
        Set<InvoiceId> invoices = new HashSet<>(open.keySet());
        rows.forEach(row -> invoices.add(row.invoiceId));
        takeIn(invoices, rows);
    }

    /** What the table has of other processes on these invoices. */
    synchronized void takeIn(Collection<InvoiceId> invoices, List<Row> rows) {
        Map<Tab, Row> inTable = new HashMap<>();
        rows.forEach(row -> inTable.put(new Tab(row.invoiceId, row.tab.user(), row.tab.tabId()), row));
        for (InvoiceId invoiceId : invoices) {
            List<Tab> left = open.getOrDefault(invoiceId, Map.of()).entrySet().stream()
                    .filter(there -> there.getValue().socket == null && !inTable.containsKey(there.getKey()))
                    .map(Map.Entry::getKey)
                    .toList();
            left.forEach(tab -> {
                forget(tab);
                changed.add(invoiceId);
            });
        }
        inTable.forEach((tab, row) -> {
            Open before = open(tab);
            if (before != null && before.socket != null && unwritten.get(tab) instanceof Kept kept && kept.begins) {
                return; // It has just moved here, and the table does not know yet.
            }
            if (before != null) {
                forget(tab);
            }
            put(tab, new Open(row.tab, null, System.nanoTime() - row.age.toNanos()));
            if (before == null || !before.tab.equals(row.tab)) {
                changed.add(tab.invoiceId);
            }
        });
        if (!changed.isEmpty()) {
            onChange.run();
        }
    }

    private @Nullable Open open(Tab tab) {
        return open.getOrDefault(tab.invoiceId, Map.of()).get(tab);
    }

    private void put(Tab tab, Open there) {
        open.computeIfAbsent(tab.invoiceId, _ -> new HashMap<>()).put(tab, there);
        if (there.socket != null) {
            sockets.getOrDefault(there.socket, new HashSet<>()).add(tab);
            tabsHere.merge(tab.user, 1, Integer::sum);
        }
    }

    private Open forget(Tab tab) {
        Map<Tab, Open> tabs = open.getOrDefault(tab.invoiceId, Map.of());
        Open there = Objects.requireNonNull(tabs.remove(tab));
        if (tabs.isEmpty()) {
            open.remove(tab.invoiceId);
        }
        if (there.socket != null) {
            sockets.getOrDefault(there.socket, new HashSet<>()).remove(tab);
            tabsHere.computeIfPresent(tab.user, (_, count) -> count == 1 ? null : count - 1);
        }
        return there;
    }

    private void gone(Tab tab) {
        later(tab, new Gone(System.nanoTime()));
        changed.add(tab.invoiceId);
    }

    /** What is written of a tab at once says all that would have been said of it one by one. */
    private void later(Tab tab, Write write) {
        Write before = unwritten.get(tab);
        unwritten.put(
                tab,
                write instanceof Kept kept && before != null
                        ? new Kept(
                                kept.tab,
                                kept.begins
                                        || before instanceof Gone
                                        || before instanceof Kept earlier && earlier.begins,
                                kept.shows || before.shows(),
                                kept.nanos)
                        : write);
    }

    private void changed() {
        onChange.run();
        onWrite.run();
    }
}
