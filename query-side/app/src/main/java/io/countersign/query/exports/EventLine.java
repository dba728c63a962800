package io.countersign.query.exports;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.countersign.contract.invoice.TermChange;
import io.countersign.query.auditlog.ChainedEvent;
import io.countersign.query.auditlog.Hash;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as a line of NDJSON says it; {@code docs/audit.md} describes the members. What is not proved, from
 * {@code invoiceId} to {@code changes}, is for people and programs.
 *
 * @param logHash the hash that the log has for it, absent where that is its own
 * @param inclusion its audit path, absent where the export holds everything
 */
record EventLine(
        long leafIndex,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String logHash,
        @JsonUnwrapped ChainedEvent event,
        @Nullable String invoiceId,
        @Nullable String actor,
        List<TermChange> changes,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<String> inclusion) {

    static EventLine of(SelectedEvent selected, @Nullable List<Hash> inclusion) {
        EventContent content = selected.content();
        String logHash = HexFormat.of().formatHex(selected.leaf().eventHash());
        return new EventLine(
                selected.leaf().index(),
                logHash.equals(selected.event().hash()) ? null : logHash,
                selected.event(),
                content.invoiceId(),
                content.actor(),
                content.changes(),
                inclusion == null ? null : inclusion.stream().map(Hash::hex).toList());
    }
}
