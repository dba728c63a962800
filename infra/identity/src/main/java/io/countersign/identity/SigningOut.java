package io.countersign.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;

/**
 * Judges a request to sign out (OpenID Connect RP-Initiated Logout). The stock judge remembers the ID tokens that it
 * issued and refuses the ones from before a restart; this one believes any that carries our signature, however old.
 */
final class SigningOut implements AuthenticationProvider {

    private final RegisteredClientRepository clients;
    private final JwtDecoder idTokens;

    /**
     * A judge.
     *
     * @param idTokens verifies signature and issuer, but not the expiry: signing out late is signing out
     */
    SigningOut(RegisteredClientRepository clients, JwtDecoder idTokens) {
        this.clients = clients;
        this.idTokens = idTokens;
    }

    @Override
    public Authentication authenticate(Authentication authentication) {
        OidcLogoutAuthenticationToken request = (OidcLogoutAuthenticationToken) authentication;
        Jwt hint = verified(request.getIdTokenHint());
        RegisteredClient client = client(hint, request.getClientId());
        String backTo = request.getPostLogoutRedirectUri();
        if (backTo != null
                && !backTo.isBlank()
                && !client.getPostLogoutRedirectUris().contains(backTo)) {
            throw refused(OAuth2ErrorCodes.INVALID_REQUEST, "post_logout_redirect_uri");
        }
        Authentication signedIn = (Authentication) request.getPrincipal();
        if (request.isPrincipalAuthenticated() && !signedIn.getName().equals(hint.getSubject())) {
            // Somebody else has signed in at this browser meanwhile; they stay.
            throw refused(OAuth2ErrorCodes.INVALID_TOKEN, "sub");
        }
        OidcIdToken idToken =
                new OidcIdToken(hint.getTokenValue(), hint.getIssuedAt(), hint.getExpiresAt(), hint.getClaims());
        return new OidcLogoutAuthenticationToken(
                idToken, signedIn, request.getSessionId(), request.getClientId(), backTo, request.getState());
    }

    private Jwt verified(@Nullable String idTokenHint) {
        try {
            return idTokens.decode(idTokenHint == null ? "" : idTokenHint);
        } catch (JwtException e) {
            throw refused(OAuth2ErrorCodes.INVALID_TOKEN, "id_token_hint");
        }
    }

    private RegisteredClient client(Jwt hint, @Nullable String named) {
        List<String> audience = hint.getAudience();
        RegisteredClient client =
                audience == null || audience.isEmpty() ? null : clients.findByClientId(audience.getFirst());
        if (client == null) {
            throw refused(OAuth2ErrorCodes.INVALID_TOKEN, "aud");
        }
        if (named != null && !named.isBlank() && !named.equals(client.getClientId())) {
            throw refused(OAuth2ErrorCodes.INVALID_REQUEST, "client_id");
        }
        return client;
    }

    private static OAuth2AuthenticationException refused(String code, String parameter) {
        return new OAuth2AuthenticationException(
                new OAuth2Error(code, "Signing out was refused because of " + parameter + ".", null));
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return OidcLogoutAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
