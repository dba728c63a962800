package io.countersign.query.checkpoints;

import io.countersign.query.auditlog.EventLog;
import io.countersign.query.auditlog.Sequencer;
import io.countersign.query.platform.BackgroundTask;
import io.countersign.query.platform.MeterNames;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The key, the schedule, and the alarm. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CheckpointSettings.class)
class CheckpointConfiguration {

    private static final Logger log = LoggerFactory.getLogger(CheckpointConfiguration.class);

    @Bean
    Checkpoints checkpoints(
            JdbcClient jdbc,
            PlatformTransactionManager transactionManager,
            Sequencer sequencer,
            EventLog eventLog,
            CheckpointSettings settings) {
        SigningKey key = SigningKeyFile.open(
                settings.audit().signingKey(), settings.audit().origin());
        log.info(
                "Checkpoints of the log are signed with the key {}",
                key.verifier().text());
        return new Checkpoints(
                jdbc,
                transactionManager,
                sequencer,
                eventLog,
                key,
                new PublishedCheckpoints(settings.checkpointFolder()));
    }

    @Bean
    BackgroundTask signing(Checkpoints checkpoints, CheckpointSettings settings) {
        Duration interval = settings.checkpointInterval();
        return new BackgroundTask("signing checkpoints", interval, () -> {
            checkpoints.signOnSchedule(interval);
            return false;
        });
    }

    /** Down where the log was tampered with, or new events do not get into it. Not part of readiness: people go on with their work. */
    @Bean
    HealthIndicator auditLogHealthIndicator(Checkpoints checkpoints, Sequencer sequencer, MeterRegistry meters) {
        Supplier<Optional<String>> alarm = () -> checkpoints.alarm().or(sequencer::alarm);
        Gauge.builder(MeterNames.LOG_ALARM, () -> alarm.get().isPresent() ? 1 : 0)
                .description("1 where the log was tampered with, or new events do not get into it")
                .register(meters);
        return () -> alarm.get()
                .map(reason -> Health.down().withDetail("reason", reason).withDetail("runbook", "LogAlarm"))
                .orElseGet(Health::up)
                .build();
    }
}
