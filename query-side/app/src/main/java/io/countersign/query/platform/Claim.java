package io.countersign.query.platform;

import java.time.Instant;

/**
 * Somebody's word that they work on an invoice.
 *
 * @param claimedBy who
 * @param expiresAt when it ends by itself
 */
public record Claim(String claimedBy, Instant expiresAt) {}
