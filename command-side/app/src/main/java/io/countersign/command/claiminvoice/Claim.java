package io.countersign.command.claiminvoice;

import java.time.Instant;

/**
 * Who has taken up an invoice.
 *
 * @param expiresAt when the claim ends by itself, by the database's clock
 */
record Claim(String claimedBy, Instant expiresAt) {}
