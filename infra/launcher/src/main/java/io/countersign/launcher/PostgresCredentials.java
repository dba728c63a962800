package io.countersign.launcher;

import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.Properties;

/**
 * How the embedded PostgreSQL is reached: its port and the passwords of its superuser and of the database's owner. Made
 * once, kept in the data folder, readable by nobody else. The port is kept too, so that a psql left open finds the
 * server again after a restart.
 */
record PostgresCredentials(int port, String superuserPassword, String ownerPassword) {

    private static final String FILE = "postgres.properties";

    static PostgresCredentials random(int port) {
        SecureRandom random = new SecureRandom();
        return new PostgresCredentials(port, randomPassword(random), randomPassword(random));
    }

    static Optional<PostgresCredentials> load(DataFolder folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
            return Optional.of(new PostgresCredentials(
                    Integer.parseInt(required(properties, "port")),
                    required(properties, "superuser.password"),
                    required(properties, "owner.password")));
        } catch (IOException | IllegalArgumentException e) {
            throw new LauncherCannotStart(
                    "%s cannot be read: %s".formatted(file, e.getMessage()),
                    "Restore it from a backup; it holds the passwords of the embedded PostgreSQL.");
        }
    }

    void save(DataFolder folder) {
        Properties properties = new Properties();
        properties.setProperty("port", Integer.toString(port));
        properties.setProperty("superuser.password", superuserPassword);
        properties.setProperty("owner.password", ownerPassword);
        StringWriter text = new StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        folder.writePrivately(FILE, text.toString());
    }

    PostgresCredentials withPort(int other) {
        return new PostgresCredentials(other, superuserPassword, ownerPassword);
    }

    private static String required(Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IllegalArgumentException(key + " is missing");
        }
        return value;
    }

    private static String randomPassword(SecureRandom random) {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
