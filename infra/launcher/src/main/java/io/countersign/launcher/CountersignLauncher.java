package io.countersign.launcher;

import io.countersign.command.CommandSideConfiguration;
import io.countersign.identity.IdentityConfiguration;
import io.countersign.platform.web.BrowserPagesConfiguration;
import io.countersign.query.QuerySideConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Starts everything in one process: the same configurations as in the two sides' own processes, in one context. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({
    CommandSideConfiguration.class,
    QuerySideConfiguration.class,
    IdentityConfiguration.class,
    BrowserPagesConfiguration.class,
    ApiDescription.class,
    DemoInvoices.class
})
public class CountersignLauncher {

    /** Starts the embedded PostgreSQL where no other is named, then the application. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(CountersignLauncher.class);
        application.addListeners(new EmbeddedPostgres(), new ReadyNotice(System.out));
        application.run(args);
    }
}
