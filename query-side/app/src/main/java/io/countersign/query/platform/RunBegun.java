package io.countersign.query.platform;

import java.net.URI;
import java.util.UUID;
import org.springframework.http.ResponseEntity;

/** A run that was asked for. */
public record RunBegun(UUID runId) {

    /** 202, with where the run can be followed: below the path of all runs of its kind. */
    public static ResponseEntity<RunBegun> accepted(String runs, UUID runId) {
        return ResponseEntity.accepted()
                .location(URI.create(runs + "/" + runId))
                .body(new RunBegun(runId));
    }
}
