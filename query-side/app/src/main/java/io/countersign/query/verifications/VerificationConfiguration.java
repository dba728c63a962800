package io.countersign.query.verifications;

import io.countersign.query.platform.BackgroundTask;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Every node helps with verifications that were asked for, wherever that was. */
@Configuration(proxyBeanMethods = false)
class VerificationConfiguration {

    private static final Duration PAUSE = Duration.ofMillis(500);

    @Bean
    BackgroundTask verifying(Verification verification) {
        return new BackgroundTask("verifying the store", PAUSE, verification::step);
    }
}
