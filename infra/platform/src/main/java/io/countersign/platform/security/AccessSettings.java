package io.countersign.platform.security;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What is configured about signing in; see the package for the properties. */
@ConfigurationProperties("countersign")
record AccessSettings(
        @DefaultValue("false") boolean demoUsers,
        @DefaultValue Identity identity) {

    record Identity(
            @Nullable String issuer,
            @DefaultValue("countersign-web") String clientId) {}
}
