package io.countersign.command.platform;

import java.util.Optional;
import java.util.UUID;

/**
 * Who takes a decision, and under which name.
 *
 * @param actor the authenticated user
 * @param idempotencyKey names the decision across retries; empty where the client sent none
 */
public record Signature(String actor, Optional<UUID> idempotencyKey) {}
