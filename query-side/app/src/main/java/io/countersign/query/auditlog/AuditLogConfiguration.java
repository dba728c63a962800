package io.countersign.query.auditlog;

import io.countersign.platform.database.SchemaMigration;
import io.countersign.query.platform.BackgroundTask;
import java.time.Duration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * The schema of the log, and what keeps it up to date. It is a schema of its own: views may be thrown away and made
 * anew, this may not; and whoever may write events may not write here.
 */
@Configuration(proxyBeanMethods = false)
class AuditLogConfiguration {

    /** How long an event waits for its leaf at most, but for the time that the work takes. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Bean
    SchemaMigration auditMigration(JdbcConnectionDetails service, Environment environment) {
        return new SchemaMigration("audit", "classpath:db/audit", service, environment);
    }

    @Bean
    BackgroundTask sequencing(Sequencer sequencer) {
        return new BackgroundTask("adding events to the log", PAUSE, sequencer::goOn);
    }
}
