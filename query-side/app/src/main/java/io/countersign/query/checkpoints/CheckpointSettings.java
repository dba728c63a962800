package io.countersign.query.checkpoints;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** What is configured about checkpoints; see the package for the properties. */
@ConfigurationProperties("countersign")
record CheckpointSettings(
        @DefaultValue("1m") Duration checkpointInterval,
        @Nullable Path checkpointFolder,
        @DefaultValue Audit audit) {

    record Audit(
            @DefaultValue(".data/audit/signing-key.pem") Path signingKey,
            @DefaultValue("countersign") String origin) {

        Audit {
            // The signature line has it between spaces, a verifier key before a plus.
            if (!origin.matches("[^\\s+]+")) {
                throw new IllegalArgumentException(
                        "countersign.audit.origin must be a name without spaces and plus signs: " + origin);
            }
        }
    }
}
