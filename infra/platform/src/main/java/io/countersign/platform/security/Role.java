package io.countersign.platform.security;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * What a signed-in person or machine may be. Written {@code reviewer} in tokens and JSON, {@code ROLE_REVIEWER} as
 * Spring's authority.
 */
public enum Role {
    /** Reads, corrects, rejects, holds, reopens, claims, comments. */
    REVIEWER,
    /** Approves, and forces a correction through with a reason. */
    APPROVER,
    /** Reads everything, the audit pages too; decides nothing. */
    AUDITOR,
    /** Runs the service; sees no invoice. */
    OPERATOR;

    /** The name in tokens and JSON: {@code reviewer}. */
    public String claim() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Spring's authority: {@code ROLE_REVIEWER}. */
    public GrantedAuthority authority() {
        return new SimpleGrantedAuthority("ROLE_" + name());
    }

    /** Whether somebody is in this role. */
    public boolean isHeldBy(Authentication authentication) {
        return heldBy(authentication).contains(this);
    }

    /** All roles that somebody is in; authorities that are no role of ours are passed over. */
    public static Set<Role> heldBy(Authentication authentication) {
        EnumSet<Role> held = EnumSet.noneOf(Role.class);
        for (Role role : values()) {
            if (authentication.getAuthorities().stream()
                    .anyMatch(authority -> ("ROLE_" + role.name()).equals(authority.getAuthority()))) {
                held.add(role);
            }
        }
        return held;
    }

    /** The role that a token's claim names, in any case; empty for roles of somebody else's. */
    public static Optional<Role> ofClaim(String claim) {
        return Arrays.stream(values())
                .filter(role -> role.name().equalsIgnoreCase(claim))
                .findFirst();
    }

    static List<GrantedAuthority> authorities(Collection<Role> roles) {
        return roles.stream().map(Role::authority).toList();
    }
}
