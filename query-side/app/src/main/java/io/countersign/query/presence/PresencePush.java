package io.countersign.query.presence;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.Rounds;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.SimpMessageSendingOperations;

/** Shows everybody who has an invoice open who else has, as often as it changes but at most four times a second. */
final class PresencePush {

    private static final Duration APART = Duration.ofMillis(280);
    /** How late a tab may be found to be gone. */
    private static final Duration EXPIRY_CHECK = Duration.ofMillis(500);

    private final Presence presence;
    private final SimpMessageSendingOperations messages;
    private final List<PresenceListener> listeners;
    /** What was told last, of invoices that somebody has open. */
    private final Map<InvoiceId, List<PresentTab>> told = new HashMap<>();

    private PresencePush(Presence presence, SimpMessageSendingOperations messages, List<PresenceListener> listeners) {
        this.presence = presence;
        this.messages = messages;
        this.listeners = listeners;
    }

    /**
     * The message.
     *
     * @param type always {@code presence_changed}
     */
    record PresenceChanged(String type, InvoiceId invoiceId, List<PresentTab> presence) {}

    private void round() {
        presence.expire();
        presence.takeChanged().forEach(this::tell);
    }

    private void tell(InvoiceId invoiceId) {
        List<PresentTab> now = presence.tabs(invoiceId);
        List<PresentTab> before = now.isEmpty() ? told.remove(invoiceId) : told.put(invoiceId, now);
        List<PresentTab> last = before == null ? List.of() : before;
        if (now.equals(last)) {
            return;
        }
        messages.convertAndSend(
                "/topic/invoices." + invoiceId + ".presence", new PresenceChanged("presence_changed", invoiceId, now));
        if (!Presence.people(now).equals(Presence.people(last))) {
            listeners.forEach(listener -> listener.onPeople(invoiceId));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Beans {

        @Bean
        Rounds presencePush(
                Presence presence, SimpMessageSendingOperations messages, List<PresenceListener> listeners) {
            PresencePush push = new PresencePush(presence, messages, listeners);
            Rounds rounds = new Rounds("presence-push", APART, EXPIRY_CHECK, push::round);
            presence.onChange(rounds::ask);
            return rounds;
        }
    }
}
