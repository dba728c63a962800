package io.countersign.platform.security;

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

    /** The user of that name with that password, else empty. */
    public static Optional<DemoUser> signIn(String name, String password) {
        return ALL.stream()
                .filter(user -> user.name().equals(name) && PASSWORD.equals(password))
                .findFirst();
    }
}
