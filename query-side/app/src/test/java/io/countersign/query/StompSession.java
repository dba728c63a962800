package io.countersign.query;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A STOMP client that sends what it is told to, right or wrong. */
public final class StompSession implements WebSocket.Listener, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<Frame> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;

    private StompSession() {}

    /** A frame that the server sent, and when it came ({@link System#nanoTime}). */
    public record Frame(String command, Map<String, String> headers, String body, long cameAt) {

        public JsonNode json() {
            return JSON.readTree(body);
        }
    }

    /** Opens a socket and says nothing yet. */
    public static StompSession open(int port, String... handshakeHeaders) {
        StompSession session = new StompSession();
        WebSocket.Builder builder = HTTP.newWebSocketBuilder().subprotocols("v12.stomp");
        for (int i = 0; i < handshakeHeaders.length; i += 2) {
            builder.header(handshakeHeaders[i], handshakeHeaders[i + 1]);
        }
        session.socket = builder.buildAsync(URI.create("ws://localhost:" + port + "/ws"), session)
                .join();
        return session;
    }

    /** Connected as that demo user. */
    public static StompSession connect(int port, String user) {
        return connectWith(port, QuerySideProcess.basic(user));
    }

    /** Connected with that value of {@code Authorization}. */
    public static StompSession connectWith(int port, String authorization) {
        StompSession session = open(port);
        session.send("CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:" + authorization + "\n\n");
        Frame answer = session.next();
        if (!answer.command.equals("CONNECTED")) {
            throw new AssertionError(answer);
        }
        return session;
    }

    /** Sends a frame; the byte that ends it is added. */
    public void send(String frame) {
        sendRaw(frame + "\0");
    }

    public void sendRaw(String text) {
        Objects.requireNonNull(socket).sendText(text, true).join();
    }

    /** Asks for a subscription; the answer of /app/... says that those before it are in place too. */
    public StompSession subscribe(String destination) {
        send("SUBSCRIBE\nid:" + destination + "\ndestination:" + destination + "\n\n");
        return this;
    }

    /** The next frame, heart-beats left out. */
    public Frame next() {
        Frame frame = within(Duration.ofSeconds(10));
        if (frame == null) {
            throw new AssertionError("No frame came");
        }
        return frame;
    }

    /** The next frame, {@code null} where none comes in that time. */
    public @Nullable Frame within(Duration time) {
        try {
            return frames.poll(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The code that the server closed the socket with, once it does. */
    public CompletableFuture<Integer> closed() {
        return closed;
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String text = partial.toString().stripLeading();
            partial.setLength(0);
            if (!text.isEmpty()) {
                frames.add(parse(text));
            }
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        Objects.requireNonNull(socket).abort();
    }

    private static Frame parse(String text) {
        int end = text.indexOf("\n\n");
        String[] head = text.substring(0, end).split("\n", 2);
        Map<String, String> headers = head.length == 1
                ? Map.of()
                : head[1].lines()
                        .map(line -> line.split(":", 2))
                        .collect(Collectors.toMap(header -> header[0], header -> header[1], (first, second) -> first));
        return new Frame(head[0], headers, text.substring(end + 2, text.lastIndexOf('\0')), System.nanoTime());
    }
}
