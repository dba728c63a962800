package io.countersign.command.platform;

import io.countersign.platform.security.Role;
import io.countersign.platform.web.MalformedRequest;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.access.AccessDeniedException;

/**
 * Who takes a decision, and under which name.
 *
 * @param actor the authenticated user
 * @param roles what the user may be
 * @param idempotencyKey names the decision across retries; empty where the client sent none
 */
public record Signature(String actor, Set<Role> roles, Optional<UUID> idempotencyKey) {

    /**
     * The same user under a decision's own name.
     *
     * @param member where the name stands, for the refusal of one that is none
     */
    public Signature named(String member, @Nullable String key) {
        return new Signature(actor, roles, Optional.ofNullable(key).map(text -> key(member, text)));
    }

    /**
     * Refuses who is not in the role.
     *
     * @throws AccessDeniedException 403
     */
    public void demand(Role role) {
        if (!roles.contains(role)) {
            throw new AccessDeniedException("Only for the role " + role.claim());
        }
    }

    private static UUID key(String member, String text) {
        try {
            UUID key = UUID.fromString(text);
            if (key.toString().equalsIgnoreCase(text)) {
                return key;
            }
        } catch (IllegalArgumentException noUuid) {
            // Said below.
        }
        throw new MalformedRequest("%s must be a UUID.".formatted(member));
    }
}
