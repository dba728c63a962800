package io.countersign.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/** A packaged program as a process of its own, which is sent requests. */
final class Server implements AutoCloseable {

    /** Everybody is the demo user who may do most. */
    static final String AUTHORIZATION = "Basic " + Base64.getEncoder().encodeToString("ben:demo".getBytes(UTF_8));

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern HEAP = Pattern.compile("used (\\d+)K.*\\[0x(\\p{XDigit}+), 0x(\\p{XDigit}+)\\)");
    private static final Pattern MAPPING = Pattern.compile("^(\\p{XDigit}+)-\\p{XDigit}+ ");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Process process;
    private final int port;

    private Server(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts it and waits until it takes work.
     *
     * @param environment beside the port that it is told to listen at
     * @param path answered with {@code status} once it does
     */
    static Server start(Path jar, Map<String, String> environment, Path log, String path, int status)
            throws IOException, InterruptedException {
        int port = freePort();
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("SERVER_PORT", Integer.toString(port));
        builder.environment().putAll(environment);
        Process process = builder.start();
        // Also where a benchmark is broken off.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
        Server server = new Server(process, port);
        try {
            server.await(path, status);
            return server;
        } catch (IOException | InterruptedException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private void await(String path, int status) throws IOException, InterruptedException {
        HttpRequest ready = HttpRequest.newBuilder(address(path))
                .timeout(Duration.ofSeconds(5))
                .build();
        for (long end = System.nanoTime() + PATIENCE.toNanos(); System.nanoTime() < end; ) {
            try {
                if (HTTP.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == status) {
                    return;
                }
            } catch (ConnectException notYet) {
                // It opens its port late.
            }
            if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("It ended with " + process.exitValue());
            }
        }
        throw new IllegalStateException("It is not ready after " + PATIENCE);
    }

    URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** Asks for it, and reads the answer to its end. */
    void get(String path) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(address(path)).header("Authorization", AUTHORIZATION), 200);
    }

    /** Sends JSON; the body of the answer, which has that status or is a failure. */
    private String post(String path, String body, int status) throws IOException, InterruptedException {
        return send(
                HttpRequest.newBuilder(address(path))
                        .header("Authorization", AUTHORIZATION)
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(HttpRequest.BodyPublishers.ofString(body)),
                status);
    }

    private static String send(HttpRequest.Builder request, int status) throws IOException, InterruptedException {
        HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != status) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    /** Sends an invoice of those terms to a peer; its id. */
    UUID receive(Map<String, String> terms) throws IOException, InterruptedException {
        String answer = post("/api/invoices", JSON.writeValueAsString(Map.of("terms", terms)), 201);
        return UUID.fromString(JSON.readTree(answer).required("invoice_id").stringValue());
    }

    /** Corrects three terms of an invoice on that version; the status that is expected, or it is a failure. */
    void correct(UUID invoice, long version, int status) throws IOException, InterruptedException {
        post("/api/invoices/" + invoice + "/corrections", LongReview.correction(version), status);
    }

    /** What it has taken of the processors so far. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** What it takes of memory, its share of what it has in common with others. */
    long bytes() throws IOException {
        return bytes(process.toHandle());
    }

    /** The same of any process. */
    static long bytes(ProcessHandle process) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "smaps_rollup")).stream()
                .filter(line -> line.startsWith("Pss:"))
                .mapToLong(Server::kibibytes)
                .sum();
    }

    /** How much memory it takes for what lives: the heap without garbage and without room for more, and all beside it. */
    long livingBytes() throws IOException, InterruptedException {
        jcmd("GC.run");
        Matcher heap = HEAP.matcher(jcmd("GC.heap_info"));
        if (!heap.find()) {
            throw new IllegalStateException("No heap that is known");
        }
        long from = Long.parseLong(heap.group(2), 16);
        long to = Long.parseLong(heap.group(3), 16);
        long bytes = Long.parseLong(heap.group(1)) << 10;
        boolean counted = true;
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "smaps"))) {
            Matcher mapping = MAPPING.matcher(line);
            if (mapping.find()) {
                long start = Long.parseUnsignedLong(mapping.group(1), 16);
                counted = start < from || start >= to;
            } else if (counted && line.startsWith("Rss:")) {
                bytes += kibibytes(line);
            }
        }
        return bytes;
    }

    private static long kibibytes(String line) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
    }

    private String jcmd(String command) throws IOException, InterruptedException {
        Process asked = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        command)
                .start();
        String answer = new String(asked.getInputStream().readAllBytes(), UTF_8);
        asked.waitFor();
        return answer;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
