package io.countersign.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.platform.security.Role;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.authority.FactorGrantedAuthority;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;

class BrowserSessionTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration LIFETIME = Duration.ofHours(10);
    private static final byte[] KEY = new byte[32];

    private static BrowserSession at(Instant now, byte[] key, String... users) {
        Accounts accounts = new Accounts(
                Arrays.stream(users)
                        .map(user -> new IdentitySettings.User(user, "{noop}x", Set.of(Role.REVIEWER)))
                        .toList(),
                false,
                PasswordEncoderFactories.createDelegatingPasswordEncoder());
        return new BrowserSession(key, LIFETIME, accounts, InstantSource.fixed(now));
    }

    private static String cookieOf(String user, Instant now) {
        MockHttpServletResponse response = new MockHttpServletResponse();
        Authentication who = BrowserSession.signedIn(user, now);
        at(now, KEY).saveContext(new SecurityContextImpl(who), new MockHttpServletRequest(), response);
        return cookie(response).getValue();
    }

    private static Cookie cookie(MockHttpServletResponse response) {
        return Objects.requireNonNull(response.getCookie(BrowserSession.COOKIE));
    }

    private static MockHttpServletRequest carrying(String cookie) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setCookies(new Cookie(BrowserSession.COOKIE, cookie));
        return request;
    }

    private static @Nullable Authentication who(BrowserSession session, String cookie) {
        return session.loadDeferredContext(carrying(cookie)).get().getAuthentication();
    }

    @Test
    void knowsWhoSignedIn() {
        Authentication who = Objects.requireNonNull(who(at(NOON, KEY, "jörg.müller"), cookieOf("jörg.müller", NOON)));
        assertThat(who.getName()).isEqualTo("jörg.müller");
        assertThat(who.isAuthenticated()).isTrue();
        assertThat(who.getAuthorities())
                .extracting(factor -> ((FactorGrantedAuthority) factor).getIssuedAt())
                .containsExactly(NOON);
    }

    @Test
    void endsWhenItWasNotUsedForItsLifetime() {
        String cookie = cookieOf("anna", NOON);
        assertThat(who(at(NOON.plus(LIFETIME).minusSeconds(1), KEY, "anna"), cookie))
                .isNotNull();
        assertThat(who(at(NOON.plus(LIFETIME), KEY, "anna"), cookie)).isNull();
    }

    @Test
    void endsWithTheAccount() {
        assertThat(who(at(NOON, KEY, "ben"), cookieOf("anna", NOON))).isNull();
    }

    @Test
    void believesNoCookieThatItDidNotWrite() {
        String good = cookieOf("anna", NOON);
        byte[] otherKey = new byte[32];
        otherKey[0] = 1;
        assertThat(who(at(NOON, otherKey, "anna"), good)).isNull();

        String[] parts = good.split("\\.", -1);
        String longer = parts[0] + "." + parts[1] + "." + (Long.parseLong(parts[2]) + 1) + "." + parts[3];
        String bens = cookieOf("ben", NOON).split("\\.", -1)[0] + good.substring(good.indexOf('.'));
        String unsealed = good.substring(0, good.lastIndexOf('.') + 1);
        for (String forged : List.of(longer, bens, unsealed, "", "a", "a.b.c.d", "...", "ä.1.1.x")) {
            assertThat(who(at(NOON, KEY, "anna", "ben"), forged)).as(forged).isNull();
        }
    }

    @Test
    void isRenewedByUse() {
        String cookie = cookieOf("anna", NOON);

        MockHttpServletResponse soon = new MockHttpServletResponse();
        at(NOON.plus(Duration.ofMinutes(59)), KEY, "anna").renew(carrying(cookie), soon);
        assertThat(soon.getCookies()).isEmpty();

        MockHttpServletResponse later = new MockHttpServletResponse();
        at(NOON.plus(Duration.ofHours(9)), KEY, "anna").renew(carrying(cookie), later);
        String renewed = cookie(later).getValue();
        Authentication who = Objects.requireNonNull(who(at(NOON.plus(Duration.ofHours(18)), KEY, "anna"), renewed));
        assertThat(who.getAuthorities())
                .as("the password is as old as before")
                .extracting(factor -> ((FactorGrantedAuthority) factor).getIssuedAt())
                .containsExactly(NOON);
    }

    @Test
    void isTakenBackOnSigningOut() {
        MockHttpServletResponse response = new MockHttpServletResponse();
        at(NOON, KEY).saveContext(new SecurityContextImpl(), new MockHttpServletRequest(), response);
        assertThat(cookie(response).getMaxAge()).isZero();
    }

    @Test
    void keepsItsCookieFromScriptsAndOtherSites() {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setSecure(true);
        MockHttpServletResponse response = new MockHttpServletResponse();
        at(NOON, KEY).saveContext(new SecurityContextImpl(BrowserSession.signedIn("anna", NOON)), request, response);
        assertThat(response.getHeader("Set-Cookie")).contains("; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/;");
    }
}
