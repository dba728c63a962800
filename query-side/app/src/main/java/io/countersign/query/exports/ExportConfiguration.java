package io.countersign.query.exports;

import io.countersign.query.platform.BackgroundTask;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Keeps the record of exports true while they run, and when their node is gone. */
@Configuration(proxyBeanMethods = false)
class ExportConfiguration {

    /** How old the progress on record is at most. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    @Bean
    BackgroundTask keepingExports(Exports exports) {
        return new BackgroundTask("keeping the record of exports", PAUSE, () -> {
            exports.keepAlive();
            return false;
        });
    }
}
