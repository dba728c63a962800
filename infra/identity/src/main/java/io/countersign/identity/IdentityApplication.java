package io.countersign.identity;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The issuer in a process of its own. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(IdentityConfiguration.class)
public class IdentityApplication {

    /** Starts it; see the package for what can be configured. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(IdentityApplication.class);
        application.setAdditionalProfiles("identity");
        application.run(args);
    }
}
