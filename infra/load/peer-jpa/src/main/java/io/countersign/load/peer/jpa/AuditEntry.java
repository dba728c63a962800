package io.countersign.load.peer.jpa;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who changed what, when. */
@Entity
@Table(indexes = @Index(columnList = "invoiceId, version"))
class AuditEntry {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE)
    @SequenceGenerator(allocationSize = 50)
    private @Nullable Long id;

    private UUID invoiceId;
    private long version;
    private String actor;
    private Instant at;

    @Column(columnDefinition = "text")
    private String changes;

    private @Nullable String note;

    @SuppressWarnings("NullAway") // for the mapper
    protected AuditEntry() {}

    AuditEntry(UUID invoiceId, long version, String actor, Instant at, String changes, @Nullable String note) {
        this.invoiceId = invoiceId;
        this.version = version;
        this.actor = actor;
        this.at = at;
        this.changes = changes;
        this.note = note;
    }
}
