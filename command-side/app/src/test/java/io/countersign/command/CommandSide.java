package io.countersign.command;

import io.countersign.testdatabase.TestServer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The command side started for a test, on a database of its own in a PostgreSQL that all tests share. */
public final class CommandSide implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private CommandSide(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** A new, empty database. */
    public static String newDatabase() {
        return TestServer.url(TestServer.newDatabase());
    }

    /** A node on a database, on a free port, with the demo users. */
    public static CommandSide on(String jdbcUrl) {
        return on(jdbcUrl, "node-" + System.nanoTime());
    }

    /** A node of this name, with more settings ({@code --name=value}) where there are any. */
    public static CommandSide on(String jdbcUrl, String nodeId, String... settings) {
        Stream<String> always = Stream.of(
                "--server.port=0",
                "--spring.datasource.url=" + jdbcUrl,
                "--countersign.demo-users=true",
                "--countersign.rate-limit=0",
                "--countersign.node-id=" + nodeId);
        return new CommandSide(SpringApplication.run(
                CommandSideApplication.class,
                Stream.concat(always, Stream.of(settings)).toArray(String[]::new)));
    }

    /** The database that it runs on. */
    public String jdbcUrl() {
        return context.getEnvironment().getRequiredProperty("spring.datasource.url");
    }

    /** Requests to it by anna, a reviewer. */
    public Http anna() {
        return as("anna");
    }

    /** Requests to it by a user; {@code null} for nobody. */
    public Http as(@Nullable String user) {
        return new Http(url(), user);
    }

    /** What stands in its database. */
    public Store store() {
        return new Store(bean(JdbcClient.class));
    }

    /** Its address, e.g. {@code http://127.0.0.1:40123}. */
    public String url() {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    /** One of its beans. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
