package io.countersign.platform.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.platform.web.Http;
import io.countersign.platform.web.StubService;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** What counts as proof of who somebody is. */
class SigningInTest {

    private static final byte[] KEY = "a key for tests only, of 32 bytes and more".getBytes(StandardCharsets.US_ASCII);

    private static Http.Answer me(int port, String authorization) throws Exception {
        return new Http(port).get("/api/me", "Authorization", authorization);
    }

    @Nested
    @SpringBootTest(
            classes = StubService.class,
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = "countersign.demo-users=true")
    class WithDemoUsersAndNoIssuer {

        @LocalServerPort
        int port;

        @Test
        void asksForABearerTokenAndNeverForBasic() throws Exception {
            Http.Answer answer = new Http(port).get("/api/me");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.response().headers().allValues("WWW-Authenticate"))
                    .containsExactly("Bearer");
            assertThat(answer.body())
                    .isEqualTo("{\"type\":\"/problems/unauthenticated\",\"title\":\"Sign in first\",\"status\":401,"
                            + "\"detail\":\"Send a bearer token in the Authorization header.\","
                            + "\"instance\":\"/api/me\",\"error_code\":\"UNAUTHENTICATED\"}");
        }

        @Test
        void refusesAWrongPassword() throws Exception {
            Http.Answer answer = me(port, Http.basic("anna", "wrong"));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().path("error_code").asString()).isEqualTo("UNAUTHENTICATED");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"Basic", "Basic !!!", "Basic YW5uYQ==", "Digest x", "Bearer", "Bearer not.a.token", "x"})
        void refusesWhatCannotBeRead(String authorization) throws Exception {
            assertThat(me(port, authorization).status()).isEqualTo(401);
        }

        @Test
        void refusesBadCredentialsWhereNoneAreNeeded() throws Exception {
            assertThat(new Http(port)
                            .get("/api/client-settings", "Authorization", Http.basic("anna", "wrong"))
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void saysInTheSameShapeThatARoleIsMissing() throws Exception {
            Http.Answer answer = new Http(port).get("/api/invoices", "Authorization", Http.basic("otto"));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.json().path("type").asString()).isEqualTo("/problems/forbidden");
            assertThat(answer.json().path("error_code").asString()).isEqualTo("FORBIDDEN");
            assertThat(answer.json().path("status").asInt()).isEqualTo(403);
            assertThat(answer.json().path("instance").asString()).isEqualTo("/api/invoices");
        }

        @Test
        void tellsTheBrowserThatNoIssuerIsKnown() throws Exception {
            assertThat(new Http(port).get("/api/client-settings").body())
                    .isEqualTo("{\"issuer\":null,\"client_id\":\"countersign-web\"}");
        }

        @Test
        void startsNoSession() throws Exception {
            assertThat(me(port, Http.basic("anna")).response().headers().allValues("Set-Cookie"))
                    .isEmpty();
        }

        @Test
        void sendsThePolicyOfThePage() throws Exception {
            Http.Answer answer = new Http(port).get("/api/client-settings");
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("default-src 'self'", "frame-ancestors 'self'", "object-src 'none'")
                    .doesNotContain("'unsafe-inline'");
            assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(answer.header("X-Frame-Options")).isEqualTo("SAMEORIGIN");
        }
    }

    @Nested
    @SpringBootTest(
            classes = {StubService.class, TokensSignedForTests.class},
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = "countersign.identity.issuer=https://issuer.example/realm")
    class WithAnIssuerAndNoDemoUsers {

        @LocalServerPort
        int port;

        @Test
        void refusesBasic() throws Exception {
            Http.Answer answer = me(port, Http.basic("anna"));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.json().path("detail").asString()).contains("Basic is not accepted");
        }

        @Test
        void knowsNameAndRolesFromTheToken() throws Exception {
            JWTClaimsSet.Builder claims =
                    claims().claim("preferred_username", "ben").claim("roles", List.of("reviewer", "Approver", "root"));
            assertThat(me(port, bearer(claims)).body())
                    .isEqualTo("{\"user\":\"ben\",\"roles\":[\"reviewer\",\"approver\"]}");
        }

        @Test
        void takesTheSubjectWhereTheTokenHasNoNicerName() throws Exception {
            assertThat(me(port, bearer(claims())).body()).isEqualTo("{\"user\":\"id-7\",\"roles\":[]}");
        }

        @Test
        void refusesATokenThatNamesNobody() throws Exception {
            assertThat(me(port, bearer(claims().subject(null))).status()).isEqualTo(401);
        }

        @Test
        void refusesAnExpiredToken() throws Exception {
            Http.Answer answer = me(
                    port, bearer(claims().expirationTime(Date.from(Instant.now().minusSeconds(300)))));
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        }

        @Test
        void refusesAForgedToken() throws Exception {
            String good = bearer(claims());
            assertThat(me(port, good.substring(0, good.lastIndexOf('.') + 1) + "AAAA")
                            .status())
                    .isEqualTo(401);
        }

        @Test
        void sendsTheBrowserToTheIssuer() throws Exception {
            Http.Answer answer = new Http(port).get("/api/client-settings");
            assertThat(answer.json().path("issuer").asString()).isEqualTo("https://issuer.example/realm");
            assertThat(answer.header("Content-Security-Policy"))
                    .contains("connect-src 'self' https://issuer.example;")
                    .contains("frame-src 'self' blob: https://issuer.example;");
        }
    }

    @Nested
    @ExtendWith(OutputCaptureExtension.class)
    @SpringBootTest(
            classes = {StubService.class, TokensSignedForTests.class},
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {
                "countersign.demo-users=true",
                "logging.level.io.countersign=trace",
                "logging.level.org.springframework.security=trace",
                "logging.level.org.springframework.web=debug"
            })
    class WithEverythingLogged {

        @LocalServerPort
        int port;

        @Test
        void keepsSecretsOutOfTheLog(CapturedOutput output) throws Exception {
            String good = bearer(claims());
            String expired =
                    bearer(claims().expirationTime(Date.from(Instant.now().minusSeconds(300))));
            String wrong = Http.basic("anna", "a wrong password");
            assertThat(me(port, good).status()).isEqualTo(200);
            assertThat(me(port, Http.basic("anna")).status()).isEqualTo(200);
            for (String refused : List.of(expired, wrong, "Bearer nonsense-of-a-token")) {
                assertThat(me(port, refused).status()).isEqualTo(401);
            }
            assertThat(output.getAll())
                    .contains("GET /api/me")
                    .doesNotContain(
                            secret(good), secret(expired), secret(wrong), "a wrong password", "nonsense-of-a-token");
        }

        private static String secret(String authorization) {
            return authorization.substring(authorization.indexOf(' ') + 1);
        }
    }

    @Nested
    @SpringBootTest(
            classes = StubService.class,
            webEnvironment = WebEnvironment.RANDOM_PORT,
            properties = {
                "countersign.demo-users=true",
                // Nothing listens on the discard port.
                "spring.security.oauth2.resourceserver.jwt.issuer-uri=http://localhost:9"
            })
    class WithAnIssuerThatIsAway {

        @LocalServerPort
        int port;

        @Test
        void doesNotTakeThatForABadToken() throws Exception {
            Http.Answer answer = me(port, bearer(claims()));
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().path("error_code").asString()).isEqualTo("ISSUER_UNAVAILABLE");
            assertThat(answer.header("Retry-After")).isNotEmpty();
        }

        @Test
        void stillLetsDemoUsersIn() throws Exception {
            assertThat(me(port, Http.basic("anna")).status()).isEqualTo(200);
        }
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .subject("id-7")
                .expirationTime(Date.from(Instant.now().plusSeconds(60)));
    }

    private static String bearer(JWTClaimsSet.Builder claims) throws JOSEException {
        SignedJWT token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims.build());
        token.sign(new MACSigner(KEY));
        return "Bearer " + token.serialize();
    }

    @Configuration(proxyBeanMethods = false)
    static class TokensSignedForTests {
        @Bean
        JwtDecoder tokens() {
            return NimbusJwtDecoder.withSecretKey(new SecretKeySpec(KEY, "HmacSHA256"))
                    .build();
        }
    }
}
