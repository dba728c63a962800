package io.countersign.query;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The query side as it runs in production, on a port of its own. */
public final class QuerySideProcess implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final HttpClient http = HttpClient.newHttpClient();

    public QuerySideProcess(TestDatabase database, String... properties) {
        context = new SpringApplicationBuilder(QuerySideApplication.class)
                .properties(
                        "server.port=0",
                        "logging.level.root=warn",
                        "countersign.node-id=" + database.url().hashCode(),
                        "countersign.demo-users=true",
                        "countersign.audit.signing-key=target/signing-key.pem",
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=postgres",
                        "spring.datasource.password=postgres",
                        "spring.datasource.hikari.maximum-pool-size=8")
                .properties(properties)
                .run();
    }

    /** {@code Authorization} of a demo user. */
    public static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
    }

    public int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** Asks as anna. */
    public HttpResponse<byte[]> get(String path) {
        return get(path, "anna");
    }

    /** Sends an empty POST as that user. */
    public HttpResponse<byte[]> post(String path, String user) {
        return send("POST", path, user);
    }

    /** Sends a DELETE as that user. */
    public HttpResponse<byte[]> delete(String path, String user) {
        return send("DELETE", path, user);
    }

    private HttpResponse<byte[]> send(String method, String path, String user) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
                .header("Authorization", basic(user))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return send(request);
    }

    /** Asks as that user, with more headers by name and value. */
    public HttpResponse<byte[]> get(String path, String user, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
                .header("Authorization", basic(user))
                .timeout(Duration.ofSeconds(20));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The JSON of an answer that must be 200. */
    public JsonNode json(String path) {
        return json(path, "anna");
    }

    /** The JSON of an answer to that user that must be 200. */
    public JsonNode json(String path, String user) {
        HttpResponse<byte[]> response = get(path, user);
        if (response.statusCode() != 200) {
            throw new AssertionError(
                    path + " -> " + response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8));
        }
        return json(response);
    }

    public static JsonNode json(HttpResponse<byte[]> response) {
        return JSON.readTree(response.body());
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> List<T> beans(Class<T> type) {
        return List.copyOf(context.getBeansOfType(type).values());
    }

    @Override
    public void close() {
        context.close();
        http.close();
    }
}
