package io.countersign.load.peer.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.data.domain.Persistable;

/** An invoice as it is now; what it was stands in the audit table. */
@Entity
class Invoice implements Persistable<UUID> {

    @Id
    private UUID id;

    @Version
    private Long version;

    private String status;

    @Convert(converter = TermsAsJson.class)
    @Column(columnDefinition = "text")
    private Map<String, String> terms;

    @SuppressWarnings("NullAway") // for the mapper
    protected Invoice() {}

    @SuppressWarnings("NullAway") // the mapper numbers it
    Invoice(UUID id, Map<String, String> terms) {
        this.id = id;
        this.status = "RECEIVED";
        this.terms = terms;
    }

    @Override
    public UUID getId() {
        return id;
    }

    /** So that no query asks whether it is there already. */
    @Override
    public boolean isNew() {
        return version == null;
    }

    long version() {
        return version;
    }

    /** The terms before. */
    Map<String, String> correct(Map<String, String> changes) {
        Map<String, String> before = terms;
        terms = new LinkedHashMap<>(before);
        terms.putAll(changes);
        status = "IN_REVIEW";
        return before;
    }
}
