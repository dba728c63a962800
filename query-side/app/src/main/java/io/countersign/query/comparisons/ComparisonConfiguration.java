package io.countersign.query.comparisons;

import io.countersign.query.platform.BackgroundTask;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every node helps with comparisons that were asked for, wherever that was. */
@Configuration(proxyBeanMethods = false)
class ComparisonConfiguration {

    private static final Duration PAUSE = Duration.ofMillis(500);

    @Bean
    BackgroundTask comparing(Comparison comparison) {
        return new BackgroundTask("comparing the views with the events", PAUSE, comparison::step);
    }
}
