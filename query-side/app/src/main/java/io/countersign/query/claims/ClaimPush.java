package io.countersign.query.claims;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.ClaimSignal;
import io.countersign.platform.eventstore.SignalReceiver;
import io.countersign.query.claims.CurrentClaims.Standing;
import io.countersign.query.platform.Claim;
import io.countersign.query.platform.Rounds;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.stereotype.Component;

/** Tells everybody who has an invoice open that its claim has changed, whichever process changed it or none did. */
@Component
final class ClaimPush implements SignalReceiver, SmartLifecycle {

    private static final Duration APART = Duration.ofMillis(100);
    /** How late a claim may be found to have ended by itself. */
    private static final Duration EXPIRY_CHECK = Duration.ofMillis(250);
    /** What a signal that was lost told of is found so much later. */
    private static final Duration SAFETY_POLL = Duration.ofSeconds(5);

    private final CurrentClaims claims;
    private final SimpMessageSendingOperations messages;
    private final List<ClaimListener> listeners;
    private final Rounds rounds;
    private volatile boolean signalled = true;
    /** What was told last; {@code null} before anything was read. */
    private @Nullable Map<InvoiceId, Standing> told;

    private long readAt;

    ClaimPush(CurrentClaims claims, SimpMessageSendingOperations messages, List<ClaimListener> listeners) {
        this.claims = claims;
        this.messages = messages;
        this.listeners = listeners;
        this.rounds = new Rounds("claim-push", APART, EXPIRY_CHECK, this::round);
    }

    /**
     * The message.
     *
     * @param type always {@code claim_changed}
     * @param claim as it is now, {@code null} where nobody has one
     */
    record ClaimChanged(
            String type, InvoiceId invoiceId, @Nullable Claim claim) {}

    @Override
    public String channel() {
        return ClaimSignal.CHANNEL;
    }

    @Override
    public void onConnection() {
        signalled = true;
        rounds.ask();
    }

    @Override
    public void onSignals(Set<String> payloads) {
        signalled = true;
        rounds.ask();
    }

    @Override
    public void start() {
        rounds.start();
    }

    @Override
    public void stop() {
        rounds.stop();
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
        Duration age = Duration.ofNanos(System.nanoTime() - readAt);
        Map<InvoiceId, Standing> before = told;
        boolean ended = before != null
                && before.values().stream()
                        .anyMatch(standing -> standing.remaining().compareTo(age) <= 0);
        if (before != null && !signalled && !ended && age.compareTo(SAFETY_POLL) < 0) {
            return;
        }
        signalled = false;
        Map<InvoiceId, Standing> now;
        try {
            now = claims.all();
        } catch (RuntimeException e) {
            signalled = true;
            throw e;
        }
        readAt = System.nanoTime();
        told = now;
        if (before != null) {
            tellDifferences(before, now);
        }
    }

    private void tellDifferences(Map<InvoiceId, Standing> before, Map<InvoiceId, Standing> now) {
        Set<InvoiceId> invoiceIds = new HashSet<>(before.keySet());
        invoiceIds.addAll(now.keySet());
        for (InvoiceId invoiceId : invoiceIds) {
            Claim claim = claim(now, invoiceId);
            if (!Objects.equals(claim, claim(before, invoiceId))) {
                messages.convertAndSend(
                        "/topic/invoices." + invoiceId + ".claim", new ClaimChanged("claim_changed", invoiceId, claim));
                listeners.forEach(listener -> listener.onClaim(invoiceId));
            }
        }
    }

    private static @Nullable Claim claim(Map<InvoiceId, Standing> standing, InvoiceId invoiceId) {
        return Optional.ofNullable(standing.get(invoiceId)).map(Standing::claim).orElse(null);
    }
}
