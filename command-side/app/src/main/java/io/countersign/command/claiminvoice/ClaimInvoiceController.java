package io.countersign.command.claiminvoice;

import io.countersign.command.platform.InvalidChanges;
import io.countersign.command.platform.Signature;
import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.ClaimSignal;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.platform.web.InvoiceNotFound;
import io.countersign.platform.web.Problems.Flaw;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code PUT} and {@code DELETE /api/invoices/{id}/claim}. */
@RestController
class ClaimInvoiceController {

    private static final int DEFAULT_MINUTES = 15;
    private static final int MAX_MINUTES = 480;

    /**
     * Takes an invoice up.
     *
     * @param minutes for how long, 1 to 480; 15 where it is not said
     */
    record ClaimRequest(@Nullable Integer minutes) {}

    /** Nobody has taken the invoice up any more: a claim's members without values. */
    record Released(@Nullable String claimedBy, @Nullable Instant expiresAt) {}

    private final Claims claims;
    private final ReviewHistory history;
    private final ClaimSignal signal;

    ClaimInvoiceController(Claims claims, ReviewHistory history, ClaimSignal signal) {
        this.claims = claims;
        this.history = history;
        this.signal = signal;
    }

    /** Claims, renews, or with {@code take_over} takes over. */
    @PutMapping("/api/invoices/{id}/claim")
    Claim claim(
            @PathVariable String id,
            @RequestParam(name = "take_over", defaultValue = "false") boolean takeOver,
            @RequestBody(required = false) @Nullable ClaimRequest request,
            Signature signature) {
        int minutes = minutes(request);
        InvoiceId invoiceId = known(id);
        Optional<Claim> claim = claims.put(invoiceId, signature.actor(), minutes, takeOver);
        // The other's claim may end between the two looks.
        while (claim.isEmpty()) {
            refuseIfClaimed(invoiceId);
            claim = claims.put(invoiceId, signature.actor(), minutes, takeOver);
        }
        signal.raise(invoiceId);
        claims.forgetOld();
        return claim.get();
    }

    /** Releases; nothing happens where nobody has claimed. */
    @DeleteMapping("/api/invoices/{id}/claim")
    Released release(
            @PathVariable String id,
            @RequestParam(name = "take_over", defaultValue = "false") boolean takeOver,
            Signature signature) {
        InvoiceId invoiceId = known(id);
        if (claims.delete(invoiceId, signature.actor(), takeOver)) {
            signal.raise(invoiceId);
        } else {
            refuseIfClaimed(invoiceId);
        }
        return new Released(null, null);
    }

    private void refuseIfClaimed(InvoiceId invoiceId) {
        claims.of(invoiceId).ifPresent(claim -> {
            throw new AlreadyClaimed(claim);
        });
    }

    private InvoiceId known(String id) {
        InvoiceId invoiceId = InvoiceNotFound.orId(id);
        history.currentVersion(invoiceId).orElseThrow(() -> new InvoiceNotFound(id));
        return invoiceId;
    }

    private static int minutes(@Nullable ClaimRequest request) {
        Integer minutes = request == null ? null : request.minutes();
        if (minutes == null) {
            return DEFAULT_MINUTES;
        }
        if (minutes < 1 || minutes > MAX_MINUTES) {
            throw new InvalidChanges(List.of(
                    new Flaw("/minutes", "OUT_OF_RANGE", "A claim is for 1 to %d minutes.".formatted(MAX_MINUTES))));
        }
        return minutes;
    }
}
