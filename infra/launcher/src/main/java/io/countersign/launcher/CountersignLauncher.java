package io.countersign.launcher;

import io.countersign.platform.security.AccountConfiguration;
import io.countersign.platform.security.SecurityConfiguration;
import io.countersign.platform.web.BrowserPagesConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** Starts everything in one process: the same configurations as in the two sides' own processes, in one context. */
@SpringBootApplication
@Import({SecurityConfiguration.class, AccountConfiguration.class, BrowserPagesConfiguration.class})
public class CountersignLauncher {

    /** Starts the embedded PostgreSQL where no other is named, then the application. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(CountersignLauncher.class);
        application.addListeners(new EmbeddedPostgres(), new ReadyNotice(System.out));
        application.run(args);
    }
}
