package io.countersign.platform.database;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationInitializer;
import org.springframework.core.env.Environment;

/**
 * Brings one schema up to date at start, with a history of its own in it. Each side declares its own as a bean; in the
 * launcher both run.
 */
public final class SchemaMigration extends FlywayMigrationInitializer {

    /**
     * A migration.
     *
     * @param schema created where it is missing
     * @param location of the scripts, e.g. {@code classpath:db/event-store}
     * @param dataSource used where {@code spring.flyway.user} names no other role for the migration
     */
    public SchemaMigration(String schema, String location, DataSource dataSource, Environment environment) {
        super(flyway(schema, location, dataSource, environment));
    }

    private static Flyway flyway(String schema, String location, DataSource dataSource, Environment environment) {
        FluentConfiguration configuration = Flyway.configure()
                .schemas(schema)
                .defaultSchema(schema)
                .locations(location)
                .failOnMissingLocations(true);
        String user = environment.getProperty("spring.flyway.user");
        if (user == null) {
            configuration.dataSource(dataSource);
        } else {
            String url = environment.getProperty("spring.flyway.url");
            configuration.dataSource(
                    url == null ? environment.getRequiredProperty("spring.datasource.url") : url,
                    user,
                    environment.getProperty("spring.flyway.password"));
        }
        return configuration.load();
    }
}
