package io.countersign.platform.security;

import org.jspecify.annotations.Nullable;

/**
 * What the browser must know to sign in: {@code {"issuer", "client_id"}}.
 *
 * @param issuer the OpenID Connect issuer; null where none is configured
 * @param clientId the browser's public client there
 */
public record ClientSettings(@Nullable String issuer, String clientId) {}
