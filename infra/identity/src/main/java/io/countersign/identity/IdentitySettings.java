package io.countersign.identity;

import io.countersign.platform.security.Role;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What is configured about the issuer; see the package for the properties. */
@ConfigurationProperties("countersign.identity")
record IdentitySettings(
        @Nullable String issuer,
        @Nullable Path dataDir,
        @DefaultValue("countersign-web") String clientId,
        @DefaultValue List<URI> clientRedirectUris,
        @DefaultValue("5m") Duration accessTokenLifetime,
        @DefaultValue("12h") Duration sessionLifetime,
        @Nullable String metricsClientSecret,
        @DefaultValue List<User> users) {

    /** Somebody who may sign in, with a password in the encoded form. */
    record User(String name, String password, Set<Role> roles) {}

    IdentitySettings {
        if (clientRedirectUris.isEmpty() && issuer != null) {
            clientRedirectUris = List.of(URI.create(issuer + "/signed-in"), URI.create(issuer + "/silent-renew"));
        }
    }

    String requiredIssuer() {
        if (issuer == null) {
            throw new IllegalStateException("countersign.identity.issuer must say where browsers reach the issuer.");
        }
        return issuer;
    }

    Path requiredDataDir() {
        if (dataDir == null) {
            throw new IllegalStateException("countersign.identity.data-dir must say where the issuer keeps its keys.");
        }
        return dataDir;
    }

    /** Where the browser's pages come from: {@code http://localhost:8080}. */
    List<String> clientOrigins() {
        return clientRedirectUris.stream()
                .map(uri -> uri.getScheme() + "://" + uri.getAuthority())
                .distinct()
                .toList();
    }

    /** The browser's first page. */
    String clientHome() {
        return clientOrigins().getFirst() + "/";
    }
}
