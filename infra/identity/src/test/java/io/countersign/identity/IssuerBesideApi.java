package io.countersign.identity;

import io.countersign.platform.security.AccountConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;

/** The issuer and the API's security chain on one port, as in the launcher. */
final class IssuerBesideApi implements AutoCloseable {

    private final ConfigurableApplicationContext context;
    private final String base;

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({IdentityConfiguration.class, AccountConfiguration.class})
    static class Together {}

    private IssuerBesideApi(ConfigurableApplicationContext context, String base) {
        this.context = context;
        this.base = base;
    }

    /** Starts it with demo users. */
    static IssuerBesideApi start(int port, Path dataDir, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--countersign.identity.issuer=http://localhost:" + port,
                "--countersign.identity.data-dir=" + dataDir,
                "--countersign.demo-users=true"));
        arguments.addAll(List.of(more));
        return new IssuerBesideApi(
                new SpringApplication(Together.class).run(arguments.toArray(String[]::new)),
                "http://localhost:" + port);
    }

    /** A port that nobody listens on: the issuer's name holds it, so it must be known before the start. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String base() {
        return base;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }
}
