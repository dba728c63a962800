package io.countersign.query.presence;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tab that has an invoice open.
 *
 * @param tabId the tab's name for itself
 * @param term path of the term that is being edited, {@code null} where none in particular
 * @param since since when it does that
 */
public record PresentTab(
        String user,
        String tabId,
        PresenceState state,
        @Nullable String term,
        Instant since) {}
