package io.countersign.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** The tables of the event store, as the command side makes them. */
final class EventStore {

    private EventStore() {}

    /** Makes them in a database that is empty. */
    static void create(String jdbcUrl) {
        Flyway.configure()
                .dataSource(jdbcUrl, null, null)
                .schemas("event_store")
                .locations("filesystem:../../command-side/app/src/main/resources/db/event-store")
                .failOnMissingLocations(true)
                .placeholders(Map.of("service_role", "CURRENT_USER"))
                .load()
                .migrate();
    }

    /**
     * Makes them once more on the same server, where no service reads what is written to them.
     *
     * @return the address of their database
     */
    static String another(Connection owner, String jdbcUrl) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute("CREATE DATABASE unread");
        }
        String url = jdbcUrl.replaceFirst("/[^/?]+\\?", "/unread?");
        create(url);
        return url;
    }
}
