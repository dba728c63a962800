package io.countersign.command.claiminvoice;

import io.countersign.platform.web.ProblemException;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** Somebody else has taken the invoice up: 409 {@code CLAIMED} with who, and until when. */
final class AlreadyClaimed extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final transient Claim claim;

    AlreadyClaimed(Claim claim) {
        super(
                HttpStatus.CONFLICT,
                "CLAIMED",
                "Somebody else has taken this up",
                "%s has taken the invoice up. It can be taken over.".formatted(claim.claimedBy()));
        this.claim = claim;
    }

    @Override
    public Map<String, Object> members() {
        return Map.of("claimed_by", claim.claimedBy(), "expires_at", claim.expiresAt());
    }
}
