package io.countersign.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;

/** What we compare ourselves with: a service that takes the same corrections. */
enum Peer {
    /** A row with a version and an audit table, by Spring Data JPA. */
    JPA,
    /** Axon as it comes, on JDBC. */
    AXON;

    private String program() {
        return "peer-" + name().toLowerCase(Locale.ROOT);
    }

    /**
     * Starts it on a schema of its own in the same database, with the same settings, and waits until it takes work.
     *
     * @param owner a connection to that database that may make schemas
     */
    Server start(Connection owner, String jdbcUrl, Path folder) throws IOException, InterruptedException, SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute("CREATE SCHEMA " + schema());
        }
        return again(jdbcUrl, folder);
    }

    /** One more process of the same. */
    Server again(String jdbcUrl, Path folder) throws IOException, InterruptedException {
        return Server.start(
                Path.of(program(), "target", program() + ".jar"),
                Map.of("SPRING_DATASOURCE_URL", jdbcUrl + "&currentSchema=" + schema()),
                Files.createTempFile(folder, program(), ".log"),
                "/",
                // It knows nobody, so it is there.
                401);
    }

    private String schema() {
        return program().replace('-', '_');
    }
}
