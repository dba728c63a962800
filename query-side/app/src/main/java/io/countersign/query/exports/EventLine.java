package io.countersign.query.exports;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.countersign.contract.invoice.TermChange;
import io.countersign.query.auditlog.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as a line of NDJSON says it; {@code docs/audit.md} describes the members. What is not proved, from
 * {@code invoiceId} to {@code changes}, is for people and programs.
 *
 * @param inclusion its audit path, absent where the export holds everything
 */
record EventLine(
        long leafIndex,
        String streamId,
        long version,
        String eventId,
        String eventType,
        String revision,
        String recordedAt,
        @Nullable String invoiceId,
        @Nullable String actor,
        List<TermChange> changes,
        String payload,
        String metadata,
        String previousHash,
        String contentHash,
        String hash,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> inclusion) {

    static EventLine of(SelectedEvent event, @Nullable List<Hash> inclusion) {
        EventContent content = event.content();
        return new EventLine(
                event.leaf().index(),
                event.leaf().streamId(),
                event.leaf().version(),
                event.eventId(),
                event.eventType(),
                event.revision(),
                event.recordedAt(),
                content.invoiceId(),
                content.actor(),
                content.changes(),
                event.payload(),
                event.metadata(),
                event.previousHash(),
                event.contentHash(),
                event.hash(),
                inclusion == null ? null : inclusion.stream().map(Hash::hex).toList());
    }
}
