package io.countersign.query.presence;

/**
 * Somebody who has an invoice open, in however many tabs.
 *
 * @param state {@code editing} where they edit it in one of these
 */
public record Present(String user, PresenceState state) {}
