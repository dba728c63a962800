package io.countersign.platform.eventstore;

import io.countersign.contract.review.RecordedEvent;

/**
 * An event with its place in the chain of its stream.
 *
 * @param hash SHA-256, lower-case hex; docs/event-store.md says over what
 * @param previousHash the hash of the event before it; zeros for the first
 */
public record StoredEvent(RecordedEvent recorded, String hash, String previousHash) {}
