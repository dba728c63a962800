package io.countersign.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Starts the embedded PostgreSQL once the settings are known and before there is a context, and stops it after the
 * context has closed. Stands aside where {@code spring.datasource.url} names a database.
 */
final class EmbeddedPostgres implements ApplicationListener<ApplicationEnvironmentPreparedEvent> {

    static final String DATA_FOLDER = "countersign.data-dir";
    static final String DATABASE_URL = "spring.datasource.url";
    /** Whether the database is the embedded one. */
    static final String EMBEDDED = "countersign.postgres.embedded";

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        ConfigurableEnvironment environment = event.getEnvironment();
        if (environment.containsProperty(DATABASE_URL)) {
            return;
        }
        DataFolder folder = DataFolder.open(Path.of(environment.getRequiredProperty(DATA_FOLDER)));
        PostgresServer server = start(folder, environment.getRequiredProperty("countersign.postgres.version"));
        folder.writePrivately(
                "jdbc-url",
                "%s?user=%s&password=%s\n".formatted(server.jdbcUrl(), PostgresServer.OWNER, server.ownerPassword()));
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "embeddedPostgres",
                        Map.of(
                                EMBEDDED,
                                true,
                                DATABASE_URL,
                                server.jdbcUrl(),
                                "spring.datasource.username",
                                PostgresServer.OWNER,
                                "spring.datasource.password",
                                server.ownerPassword())));
    }

    private static PostgresServer start(DataFolder folder, String packagedVersion) {
        try {
            PostgresServer server = PostgresServer.of(folder, PostgresPrograms.in(folder, packagedVersion));
            // Before the start: a signal may come while PostgreSQL is still replaying its log.
            SpringApplication.getShutdownHandlers().add(() -> stop(server, folder));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while the embedded PostgreSQL was starting", e);
        }
    }

    private static void stop(PostgresServer server, DataFolder folder) {
        server.close();
        folder.close();
    }
}
