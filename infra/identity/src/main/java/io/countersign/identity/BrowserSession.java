package io.countersign.identity;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.web.util.WebUtils;

/**
 * Who is signed in at this browser, kept in a cookie that the issuer vouches for and not in its memory: a restart or a
 * crash of the process signs nobody out. The cookie says who and until when; what they may do is looked up each time, so
 * that an account that is gone is gone at once. Use of the session renews it.
 */
final class BrowserSession implements SecurityContextRepository {

    static final String COOKIE = "countersign-session";

    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final SecretKeySpec key;
    private final Duration lifetime;
    private final Accounts accounts;
    private final InstantSource clock;

    BrowserSession(byte[] key, Duration lifetime, Accounts accounts, InstantSource clock) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.lifetime = lifetime;
        this.accounts = accounts;
        this.clock = clock;
    }

    private record Session(String user, Instant since, Instant until) {}

    @Override
    @SuppressWarnings("deprecation") // The only abstract way to load; the interface derives the other from it.
    public SecurityContext loadContext(HttpRequestResponseHolder holder) {
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        read(holder.getRequest())
                .filter(session -> accounts.find(session.user()).isPresent())
                .ifPresent(session -> context.setAuthentication(signedIn(session.user(), session.since())));
        return context;
    }

    /** How somebody who gave their password at that time is known to the issuer. */
    static Authentication signedIn(String user, Instant since) {
        return UsernamePasswordAuthenticationToken.authenticated(
                user,
                null,
                List.of(FactorGrantedAuthority.withAuthority(FactorGrantedAuthority.PASSWORD_AUTHORITY)
                        .issuedAt(since)
                        .build()));
    }

    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {
        Authentication who = context.getAuthentication();
        if (who == null || !who.isAuthenticated() || who instanceof AnonymousAuthenticationToken) {
            answer("", Duration.ZERO, request, response);
        } else {
            write(new Session(who.getName(), since(who), clock.instant().plus(lifetime)), request, response);
        }
    }

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return read(request).isPresent();
    }

    /** Gives a session that is in use its whole lifetime again, once a tenth of it has passed. */
    void renew(HttpServletRequest request, HttpServletResponse response) {
        read(request)
                .filter(session ->
                        session.until().isBefore(clock.instant().plus(lifetime).minus(lifetime.dividedBy(10))))
                .ifPresent(session -> write(
                        new Session(
                                session.user(), session.since(), clock.instant().plus(lifetime)),
                        request,
                        response));
    }

    private Instant since(Authentication who) {
        return who.getAuthorities().stream()
                .filter(FactorGrantedAuthority.class::isInstance)
                .map(factor -> ((FactorGrantedAuthority) factor).getIssuedAt())
                .findFirst()
                .orElseGet(clock::instant);
    }

    private void write(Session session, HttpServletRequest request, HttpServletResponse response) {
        String content = ENCODER.encodeToString(session.user().getBytes(StandardCharsets.UTF_8))
                + "."
                + session.since().getEpochSecond()
                + "."
                + session.until().getEpochSecond();
        answer(content + "." + ENCODER.encodeToString(vouch(content)), lifetime, request, response);
    }

    private static void answer(String value, Duration age, HttpServletRequest request, HttpServletResponse response) {
        ResponseCookie cookie = ResponseCookie.from(COOKIE, value)
                .path(request.getContextPath() + "/")
                .maxAge(age)
                .httpOnly(true)
                .secure(request.isSecure())
                // Sent along when the page of the same site asks in a hidden frame, never by another site's form.
                .sameSite("Lax")
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }

    private Optional<Session> read(HttpServletRequest request) {
        Cookie cookie = WebUtils.getCookie(request, COOKIE);
        if (cookie == null) {
            return Optional.empty();
        }
        String value = cookie.getValue();
        int end = value.lastIndexOf('.');
        String[] parts = value.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        try {
            if (!MessageDigest.isEqual(
                    vouch(value.substring(0, end)), Base64.getUrlDecoder().decode(parts[3]))) {
                return Optional.empty();
            }
            return Optional.of(new Session(
                            new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8),
                            Instant.ofEpochSecond(Long.parseLong(parts[1])),
                            Instant.ofEpochSecond(Long.parseLong(parts[2]))))
                    .filter(session -> clock.instant().isBefore(session.until()));
        } catch (IllegalArgumentException e) {
            // Not one of our cookies; the browser starts over.
            return Optional.empty();
        }
    }

    private byte[] vouch(String content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }
}
