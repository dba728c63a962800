package io.countersign.platform.security;

import java.util.List;
import org.springframework.security.core.Authentication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Tells a browser who it is signed in as, and where to sign in. */
@RestController
final class AccountController {

    private final ClientSettings settings;

    AccountController(ClientSettings settings) {
        this.settings = settings;
    }

    /**
     * {@code GET /api/me}.
     *
     * @param roles in lower case, as in tokens
     */
    record Account(String user, List<String> roles) {}

    @GetMapping("/api/me")
    Account me(Authentication authentication) {
        return new Account(
                authentication.getName(),
                Role.heldBy(authentication).stream().map(Role::claim).toList());
    }

    @GetMapping("/api/client-settings")
    ClientSettings clientSettings() {
        return settings;
    }
}
