package io.countersign.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;

class ForgettingAuthorizationsTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final ForgettingAuthorizations authorizations = new ForgettingAuthorizations(now::get);

    private static OAuth2Authorization.Builder granted(String id) {
        RegisteredClient client = RegisteredClient.withId("c")
                .clientId("c")
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri("http://localhost/x")
                .build();
        return OAuth2Authorization.withRegisteredClient(client)
                .id(id)
                .principalName("anna")
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .token(new OAuth2AuthorizationCode("code-" + id, NOON, NOON.plusSeconds(300)));
    }

    private static OAuth2AccessToken accessToken(String id, int seconds) {
        return new OAuth2AccessToken(
                OAuth2AccessToken.TokenType.BEARER, "token-" + id, NOON, NOON.plusSeconds(seconds));
    }

    @Test
    void forgetsWhatIsOver() {
        authorizations.save(granted("1").build());
        now.set(NOON.plusSeconds(301));
        authorizations.save(granted("2").token(accessToken("2", 900)).build());
        assertThat(authorizations.findById("1")).isNull();
        assertThat(authorizations.findByToken("code-1", null)).isNull();
    }

    @Test
    void remembersWhatIsStillGood() {
        authorizations.save(granted("1").build());
        authorizations.save(granted("1").token(accessToken("1", 600)).build());
        now.set(NOON.plusSeconds(599));
        authorizations.save(granted("2").token(accessToken("2", 900)).build());
        assertThat(authorizations.findByToken("token-1", null)).isNotNull();
    }
}
