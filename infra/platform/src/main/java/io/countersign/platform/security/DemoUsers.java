package io.countersign.platform.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The people of the demonstration: those who may use HTTP Basic where {@code countersign.demo-users} is on, and those
 * whom the bundled issuer knows. Listed here once, for both.
 */
public final class DemoUsers {

    /** Everyone's password. Shown on the sign-in page, so it is no secret. */
    public static final String PASSWORD = "demo";

    private static final List<DemoUser> ALL = List.of(
            new DemoUser("anna", EnumSet.of(Role.REVIEWER)),
            new DemoUser("ben", EnumSet.of(Role.REVIEWER, Role.APPROVER)),
            new DemoUser("carol", EnumSet.of(Role.REVIEWER, Role.APPROVER)),
            new DemoUser("audrey", EnumSet.of(Role.AUDITOR)),
            new DemoUser("otto", EnumSet.of(Role.OPERATOR)));

    // Basic sends the password with each request; a slow hash would cost more than the request itself.
    private static final byte[] PASSWORD_DIGEST = digest(PASSWORD);

    private DemoUsers() {}

    /** One of them. */
    public record DemoUser(String name, Set<Role> roles) {
        public DemoUser {
            roles = Set.copyOf(roles);
        }
    }

    /** All of them, in the order in which they are shown. */
    public static List<DemoUser> all() {
        return ALL;
    }

    /** The user of that name with that password, else empty; takes the same time whichever of the two is wrong. */
    public static Optional<DemoUser> signIn(String name, String password) {
        boolean passwordRight = MessageDigest.isEqual(PASSWORD_DIGEST, digest(password));
        return ALL.stream()
                .filter(user -> user.name().equals(name) && passwordRight)
                .findFirst();
    }

    private static byte[] digest(String password) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
