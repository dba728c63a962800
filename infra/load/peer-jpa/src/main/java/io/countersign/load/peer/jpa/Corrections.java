package io.countersign.load.peer.jpa;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

@Service
class Corrections {

    private final Invoices invoices;
    private final AuditEntries audit;
    private final JsonMapper json;

    Corrections(Invoices invoices, AuditEntries audit, JsonMapper json) {
        this.invoices = invoices;
        this.audit = audit;
        this.json = json;
    }

    @Transactional
    UUID receive(Map<String, String> terms, String actor) {
        UUID id = UUID.randomUUID();
        invoices.save(new Invoice(id, terms));
        audit.save(new AuditEntry(id, 0, actor, Instant.now(), json.writeValueAsString(terms), null));
        return id;
    }

    /** The version after it. */
    @Transactional
    long correct(UUID id, long expectedVersion, Map<String, String> changes, @Nullable String note, String actor) {
        Invoice invoice = invoices.findById(id).orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));
        if (invoice.version() != expectedVersion) {
            throw new ResponseStatusException(HttpStatus.CONFLICT);
        }
        Map<String, String> before = invoice.correct(changes);
        Map<String, String[]> recorded = new LinkedHashMap<>();
        changes.forEach((term, after) -> recorded.put(term, new String[] {before.get(term), after}));
        long version = expectedVersion + 1;
        audit.save(new AuditEntry(id, version, actor, Instant.now(), json.writeValueAsString(recorded), note));
        return version;
    }
}
