package io.countersign.identity;

import io.countersign.platform.security.DemoUsers;
import io.countersign.platform.security.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Everybody whom the issuer knows: the configured people and, where they are on, the demo users. */
final class Accounts {

    private final List<IdentitySettings.User> configured;
    private final boolean demoUsers;
    private final PasswordEncoder encoder;

    Accounts(List<IdentitySettings.User> configured, boolean demoUsers, PasswordEncoder encoder) {
        this.configured = List.copyOf(configured);
        this.demoUsers = demoUsers;
        this.encoder = encoder;
    }

    /** Somebody, and what they may be. */
    record Account(String name, Set<Role> roles) {}

    /** The demo users where they may sign in, else none. */
    List<DemoUsers.DemoUser> demoUsers() {
        return demoUsers ? DemoUsers.all() : List.of();
    }

    /** The account of that name, whether or not its owner is there. */
    Optional<Account> find(String name) {
        return configured.stream()
                .filter(user -> user.name().equals(name))
                .map(user -> new Account(user.name(), user.roles()))
                .findFirst()
                .or(() -> demoUsers().stream()
                        .filter(user -> user.name().equals(name))
                        .map(user -> new Account(user.name(), user.roles()))
                        .findFirst());
    }

    /** The account of that name if the password is its; a configured account hides a demo user of the same name. */
    Optional<Account> signIn(String name, String password) {
        Optional<IdentitySettings.User> user =
                configured.stream().filter(one -> one.name().equals(name)).findFirst();
        if (user.isPresent()) {
            return user.filter(one -> encoder.matches(password, one.password()))
                    .map(one -> new Account(one.name(), one.roles()));
        }
        return demoUsers
                ? DemoUsers.signIn(name, password).map(one -> new Account(one.name(), one.roles()))
                : Optional.empty();
    }
}
