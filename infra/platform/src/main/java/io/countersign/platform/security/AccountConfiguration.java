package io.countersign.platform.security;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * {@code GET /api/me} and {@code GET /api/client-settings}. The query side imports it, for all GETs go there; in the
 * launcher it comes along with the query side.
 */
@Configuration(proxyBeanMethods = false)
@Import(SecurityConfiguration.class)
public class AccountConfiguration {

    @Bean
    AccountController accountController(ClientSettings settings) {
        return new AccountController(settings);
    }
}
