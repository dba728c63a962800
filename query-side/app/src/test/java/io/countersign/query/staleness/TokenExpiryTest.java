package io.countersign.query.staleness;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.countersign.contract.review.InvoiceId;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenExpiryTest {

    /** A token is taken a minute longer, a socket is closed half a minute after it. */
    private static final Duration NEARLY_THE_GRACE = Duration.ofSeconds(27);

    @TempDir
    private Path folder;

    @Test
    void closesASocketSoonAfterTheTokenThatItWasOpenedWith() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Path publicKey = folder.resolve("public.pem");
        Files.writeString(
                publicKey,
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(keys.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        TestDatabase database = TestDatabase.create();
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(
                        database,
                        "spring.security.oauth2.resourceserver.jwt.public-key-location=" + publicKey.toUri())) {
            InvoiceId invoice = other.receive(Map.of("note", "0"));
            StompSession expiring =
                    connect(querySide, bearer(keys, Instant.now().minus(NEARLY_THE_GRACE)), invoice);
            StompSession valid = connect(querySide, bearer(keys, Instant.now().plusSeconds(300)), invoice);
            StompSession withoutToken = connect(querySide, QuerySideProcess.basic("anna"), invoice);

            assertThat(expiring.closed().get(20, TimeUnit.SECONDS)).isEqualTo(1008);

            other.correct(invoice, 1, "ben", "note", "0", "1");
            for (StompSession open : List.of(valid, withoutToken)) {
                assertThat(open.next().json().at("/review_version").asInt()).isEqualTo(1);
                assertThat(open.closed()).isNotDone();
                open.close();
            }
            assertThat(expiring.within(Duration.ofMillis(300))).isNull();
        }
    }

    /** Connected, and told of what happens to the invoice from now on. */
    private static StompSession connect(QuerySideProcess querySide, String authorization, InvoiceId invoice) {
        StompSession session = StompSession.connectWith(querySide.port(), authorization);
        session.subscribe("/topic/invoices." + invoice);
        assertThat(session.subscribe("/app/invoices." + invoice).next().command())
                .isEqualTo("MESSAGE");
        return session;
    }

    private static String bearer(KeyPair keys, Instant expiry) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader(JWSAlgorithm.RS256),
                new JWTClaimsSet.Builder()
                        .subject("anna")
                        .claim("roles", List.of("reviewer"))
                        .issueTime(Date.from(expiry.minusSeconds(300)))
                        .expirationTime(Date.from(expiry))
                        .build());
        token.sign(new RSASSASigner(keys.getPrivate()));
        return "Bearer " + token.serialize();
    }
}
