package io.countersign.platform.security;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What is configured about who may do what, and how often; see the package for the properties. */
@ConfigurationProperties("countersign")
record AccessSettings(
        @DefaultValue("false") boolean demoUsers,
        @DefaultValue("50") int rateLimit,
        @DefaultValue Identity identity) {

    AccessSettings {
        if (rateLimit < 0) {
            throw new IllegalArgumentException(
                    "countersign.rate-limit is a number of decisions a second, or 0 for no limit");
        }
    }

    record Identity(
            @Nullable String issuer,
            @DefaultValue("countersign-web") String clientId) {}
}
