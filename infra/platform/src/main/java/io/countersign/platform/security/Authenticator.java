package io.countersign.platform.security;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtDecoderInitializationException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/**
 * Turns the value of an {@code Authorization} header into who is asking. HTTP requests and the CONNECT frame of the
 * WebSocket both go through it, so that both know the same people by the same names.
 *
 * <p>{@code Bearer <jwt>}: a {@link JwtAuthenticationToken} named by {@code preferred_username}, else {@code sub}, with
 * the {@link Role}s of the {@code roles} claim; its token says when it expires. {@code Basic <base64>}: where demo users
 * are on, a {@link UsernamePasswordAuthenticationToken} of one of {@link DemoUsers}.
 */
public final class Authenticator {

    private final @Nullable JwtDecoder tokens;
    private final boolean demoUsers;

    /**
     * Made by {@link SecurityConfiguration}; ask for the bean.
     *
     * @param tokens verifies bearer tokens; without it each is refused
     * @param demoUsers whether Basic is accepted
     */
    public Authenticator(@Nullable JwtDecoder tokens, boolean demoUsers) {
        this.tokens = tokens;
        this.demoUsers = demoUsers;
    }

    /**
     * Who sent this header.
     *
     * @param authorization the header's value, scheme included
     * @throws InvalidBearerTokenException for a token that is no good (expired, forged, another issuer's), or where no
     *     issuer is known
     * @throws BadCredentialsException for a wrong name or password, for Basic where it is not accepted, for a scheme
     *     that is neither
     * @throws AuthenticationServiceException where the issuer's keys cannot be had just now; says nothing of the token
     */
    public Authentication authenticate(String authorization) throws AuthenticationException {
        String[] parts = authorization.strip().split(" +", 2);
        String credentials = parts.length == 2 ? parts[1] : "";
        if ("Bearer".equalsIgnoreCase(parts[0])) {
            return bearer(credentials);
        }
        if ("Basic".equalsIgnoreCase(parts[0])) {
            return basic(credentials);
        }
        throw new BadCredentialsException("The Authorization header is neither Bearer nor Basic.");
    }

    private Authentication bearer(String token) {
        if (tokens == null) {
            throw new InvalidBearerTokenException("No issuer is configured, so no bearer token is accepted.");
        }
        try {
            Jwt jwt = tokens.decode(token);
            return new JwtAuthenticationToken(jwt, roles(jwt), name(jwt));
        } catch (BadJwtException e) {
            throw new InvalidBearerTokenException("The bearer token is not valid or no longer valid.", e);
        } catch (JwtException | JwtDecoderInitializationException e) {
            throw new AuthenticationServiceException("The issuer's keys cannot be reached.", e);
        }
    }

    private static String name(Jwt jwt) {
        String name = jwt.getClaim("preferred_username") instanceof String preferred ? preferred : jwt.getSubject();
        if (name == null || name.isBlank()) {
            // Every decision has an actor; a token that names nobody cannot make one.
            throw new InvalidBearerTokenException("The bearer token names nobody.");
        }
        return name;
    }

    private static Collection<GrantedAuthority> roles(Jwt jwt) {
        List<Role> roles = new ArrayList<>();
        if (jwt.getClaim("roles") instanceof Collection<?> claims) {
            claims.forEach(claim -> Role.ofClaim(String.valueOf(claim)).ifPresent(roles::add));
        }
        return Role.authorities(roles);
    }

    private Authentication basic(String credentials) {
        if (!demoUsers) {
            throw new BadCredentialsException("HTTP Basic is not accepted here; send a bearer token.");
        }
        String decoded = decode(credentials);
        int colon = decoded.indexOf(':');
        if (colon < 0) {
            throw new BadCredentialsException("The Basic credentials cannot be read.");
        }
        return DemoUsers.signIn(decoded.substring(0, colon), decoded.substring(colon + 1))
                .map(user -> UsernamePasswordAuthenticationToken.authenticated(
                        user.name(), null, Role.authorities(user.roles())))
                .orElseThrow(() -> new BadCredentialsException("The name or the password is wrong."));
    }

    private static String decode(String credentials) {
        try {
            return new String(Base64.getDecoder().decode(credentials), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadCredentialsException("The Basic credentials cannot be read.", e);
        }
    }
}
