package io.countersign.verification.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSideApplication;
import io.countersign.query.QuerySideApplication;
import io.countersign.testdatabase.TestServer;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Asks each endpoint that either side has as each user, and compares who got in with the table beside this class. An
 * endpoint that is new stands in the table before it is let through.
 */
class EveryEndpointHasARuleTest {

    private static final List<String> USERS = List.of("anna", "ben", "carol", "audrey", "otto");

    @TempDir
    static Path folder;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static ConfigurableApplicationContext commandSide;
    private static ConfigurableApplicationContext querySide;

    @BeforeAll
    static void start() {
        String database = TestServer.url(TestServer.newDatabase());
        commandSide = started(database, CommandSideApplication.class, Planted.class);
        querySide = started(database, QuerySideApplication.class);
    }

    @AfterAll
    static void stop() {
        Stream.of(querySide, commandSide).filter(Objects::nonNull).forEach(ConfigurableApplicationContext::close);
        CLIENT.close();
    }

    /** Of what stands beside the framework's. */
    private static final Pattern OURS = Pattern.compile(" /actuator/(processors|nodes|activity)\\b");

    /** What somebody forgot to make a rule for. */
    @RestController
    static final class Planted {
        @GetMapping("/planted")
        String answer() {
            return "let in";
        }
    }

    private static ConfigurableApplicationContext started(String database, Class<?>... sources) {
        return new SpringApplicationBuilder(sources)
                .properties(
                        "server.port=0",
                        "logging.level.root=error",
                        "countersign.demo-users=true",
                        "countersign.rate-limit=0",
                        "countersign.audit.signing-key=" + folder.resolve("signing-key.pem"),
                        // All that could be exposed: whatever is, is for the operator.
                        "management.endpoints.web.exposure.include=*",
                        "management.endpoint.shutdown.access=none",
                        "spring.datasource.url=" + database)
                .run();
    }

    @Test
    void onTheCommandSide() throws Exception {
        List<String> found = whoGetsIn(commandSide);
        assertThat(found).as("the planted endpoint is seen, and is for nobody").contains("GET /planted: -");
        found.remove("GET /planted: -");
        assertThat(String.join("\n", withoutTheFrameworks(found))).isEqualTo(table("command-side.txt"));
    }

    @Test
    void onTheQuerySide() throws Exception {
        assertThat(String.join("\n", withoutTheFrameworks(whoGetsIn(querySide))))
                .isEqualTo(table("query-side.txt"));
    }

    /** The endpoints that come with the framework, whatever is exposed of them: health for everybody, else the operator. */
    private static List<String> withoutTheFrameworks(List<String> found) {
        List<String> ours = new ArrayList<>();
        for (String row : found) {
            if (!row.contains(" /actuator") || OURS.matcher(row).find()) {
                ours.add(row);
            } else {
                assertThat(row).endsWith(row.contains(" /actuator/health") ? ": everybody" : ": otto");
            }
        }
        return ours;
    }

    private static String table(String name) throws Exception {
        try (InputStream file =
                Objects.requireNonNull(EveryEndpointHasARuleTest.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static List<String> whoGetsIn(ConfigurableApplicationContext side) throws Exception {
        String base = "http://localhost:" + side.getEnvironment().getRequiredProperty("local.server.port");
        List<String> table = new ArrayList<>();
        for (String endpoint : endpoints(side)) {
            String[] methodAndPattern = endpoint.split(" ");
            String path = methodAndPattern[1]
                    .replace("/**", "/" + UUID.randomUUID())
                    .replaceAll("\\{[^}]*}", UUID.randomUUID().toString());
            List<String> letIn = new ArrayList<>();
            if (isLetIn(HttpRequest.newBuilder(URI.create(base + path)), methodAndPattern[0])) {
                letIn.add("everybody");
            } else {
                for (String user : USERS) {
                    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                            .header(
                                    "Authorization",
                                    "Basic "
                                            + Base64.getEncoder()
                                                    .encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8)));
                    if (isLetIn(request, methodAndPattern[0])) {
                        letIn.add(user);
                    }
                }
            }
            table.add(endpoint + ": " + (letIn.isEmpty() ? "-" : String.join(" ", letIn)));
        }
        return table;
    }

    private static boolean isLetIn(HttpRequest.Builder request, String method) throws Exception {
        int status = CLIENT.send(request.method(method, BodyPublishers.noBody()).build(), BodyHandlers.discarding())
                .statusCode();
        return status != 401 && status != 403;
    }

    private static List<String> endpoints(ConfigurableApplicationContext side) {
        return side.getBeansOfType(RequestMappingInfoHandlerMapping.class).values().stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .flatMap(EveryEndpointHasARuleTest::endpoints)
                .distinct()
                .sorted()
                .toList();
    }

    private static Stream<String> endpoints(RequestMappingInfo mapping) {
        Set<?> methods = mapping.getMethodsCondition().getMethods();
        return mapping.getPatternValues().stream()
                .flatMap(pattern -> methods.isEmpty()
                        ? Stream.of("GET " + pattern, "POST " + pattern)
                        : methods.stream().map(method -> method + " " + pattern));
    }
}
