package io.countersign.platform.database;

import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.core.env.Environment;

/**
 * Brings one schema up to date at start, with a history of its own in it. Each side declares its own as a bean; in the
 * launcher both run.
 */
public final class SchemaMigration extends FlywayMigrationInitializer {

    /**
     * A migration. Its scripts can name the role that the service runs as: {@code ${service_role}}.
     *
     * @param schema created where it is missing
     * @param location of the scripts, e.g. {@code classpath:db/event-store}
     * @param service how the service itself connects; the migration too, unless {@code spring.flyway.user} (with
     *     {@code .password} and {@code .url}) names another role for it
     */
    public SchemaMigration(String schema, String location, JdbcConnectionDetails service, Environment environment) {
        super(flyway(schema, location, service, environment));
    }

    private static Flyway flyway(
            String schema, String location, JdbcConnectionDetails service, Environment environment) {
        String role = service.getUsername();
        FluentConfiguration configuration = Flyway.configure()
                .schemas(schema)
                .defaultSchema(schema)
                .locations(location)
                .failOnMissingLocations(true)
                .placeholders(Map.of("service_role", role == null ? "CURRENT_USER" : quoted(role)));
        String user = environment.getProperty("spring.flyway.user");
        // Not from the pool: a long migration has more time than a request.
        return (user == null
                        ? configuration.dataSource(service.getJdbcUrl(), role, service.getPassword())
                        : configuration.dataSource(
                                environment.getProperty("spring.flyway.url", service.getJdbcUrl()),
                                user,
                                environment.getProperty("spring.flyway.password")))
                .load();
    }

    private static String quoted(String role) {
        return '"' + role.replace("\"", "\"\"") + '"';
    }
}
