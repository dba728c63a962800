package io.countersign.launcher;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts everything in one process. */
@SpringBootApplication
public class CountersignLauncher {

    /** Starts the embedded PostgreSQL where no other is named, then the application. */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(CountersignLauncher.class);
        application.addListeners(new EmbeddedPostgres());
        application.run(args);
    }
}
