package io.countersign.identity;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.server.authorization.InMemoryOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

/**
 * What has been granted, for as long as any of it is good. Each open tab renews its tokens every few minutes, so
 * remembering them for ever would fill the memory. Nothing is lost with the process: tokens prove themselves, and a code
 * that nobody redeemed is asked for again.
 */
final class ForgettingAuthorizations implements OAuth2AuthorizationService {

    private static final Duration WITHOUT_TOKENS = Duration.ofMinutes(10);

    private final InMemoryOAuth2AuthorizationService remembered = new InMemoryOAuth2AuthorizationService();
    private final Queue<Due> due = new ConcurrentLinkedQueue<>();
    private final InstantSource clock;

    ForgettingAuthorizations(InstantSource clock) {
        this.clock = clock;
    }

    private record Due(String id, Instant at) {}

    @Override
    public void save(OAuth2Authorization authorization) {
        remembered.save(authorization);
        due.add(new Due(authorization.getId(), goodUntil(authorization)));
        forgetWhatIsOver();
    }

    @Override
    public void remove(OAuth2Authorization authorization) {
        remembered.remove(authorization);
    }

    @Override
    public @Nullable OAuth2Authorization findById(String id) {
        return remembered.findById(id);
    }

    @Override
    public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType tokenType) {
        return remembered.findByToken(token, tokenType);
    }

    // Lifetimes are alike, so what was saved first is over first, near enough.
    private void forgetWhatIsOver() {
        Instant now = clock.instant();
        for (Due first = due.peek(); first != null && first.at().isBefore(now); first = due.peek()) {
            if (due.remove(first)) {
                OAuth2Authorization over = remembered.findById(first.id());
                if (over != null && goodUntil(over).isBefore(now)) {
                    remembered.remove(over);
                }
            }
        }
    }

    private Instant goodUntil(OAuth2Authorization authorization) {
        return Stream.of(OAuth2AuthorizationCode.class, OAuth2AccessToken.class, OidcIdToken.class)
                .map(type -> expiry(authorization, type))
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElseGet(() -> clock.instant().plus(WITHOUT_TOKENS));
    }

    private static <T extends OAuth2Token> @Nullable Instant expiry(OAuth2Authorization authorization, Class<T> type) {
        OAuth2Authorization.Token<T> token = authorization.getToken(type);
        return token == null ? null : token.getToken().getExpiresAt();
    }
}
