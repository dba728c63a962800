package io.countersign.verification.soak;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One STOMP connection of one person, as a browser holds it. It ends by breaking off, never by saying good-bye. */
public final class LiveSession implements WebSocket.Listener, AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BiConsumer<String, JsonNode> listener;
    private final CompletableFuture<@Nullable Void> connected = new CompletableFuture<>();
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private @Nullable WebSocket socket;

    private LiveSession(BiConsumer<String, JsonNode> listener) {
        this.listener = listener;
    }

    /**
     * Connects as that demo user.
     *
     * @param listener gets destination and body of each message, one at a time
     */
    public static LiveSession connect(URI base, String user, BiConsumer<String, JsonNode> listener) {
        return connectWith(
                base, "Basic " + Base64.getEncoder().encodeToString((user + ":demo").getBytes(UTF_8)), listener);
    }

    /**
     * Connects as whom that {@code Authorization} names.
     *
     * @param listener gets destination and body of each message, one at a time
     */
    public static LiveSession connectWith(URI base, String authorization, BiConsumer<String, JsonNode> listener) {
        LiveSession session = new LiveSession(listener);
        session.socket = HTTP.newWebSocketBuilder()
                .subprotocols("v12.stomp")
                .buildAsync(URI.create("ws://" + base.getAuthority() + "/ws"), session)
                .join();
        session.frame("CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:" + authorization + "\n\n");
        session.connected.join();
        return session;
    }

    /** Asks for what is sent there. */
    public void subscribe(String destination) {
        frame("SUBSCRIBE\nid:" + destination + "\ndestination:" + destination + "\n\n");
    }

    void send(String destination, Object body) {
        frame("SEND\ndestination:" + destination + "\ncontent-type:application/json\n\n"
                + JSON.writeValueAsString(body));
    }

    /** Completes when the connection is over, whoever ended it, with how. */
    public CompletableFuture<String> ended() {
        return ended;
    }

    @Override
    public void close() {
        Objects.requireNonNull(socket).abort();
        ended.complete("left");
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            String text = partial.toString().stripLeading();
            partial.setLength(0);
            if (!text.isEmpty()) {
                hear(text);
            }
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        connected.completeExceptionally(error);
        ended.complete(error.toString());
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        String how = "closed: " + statusCode + " " + reason;
        connected.completeExceptionally(new IOException(how));
        ended.complete(how);
        return null;
    }

    private void hear(String text) {
        int end = text.indexOf("\n\n");
        String head = text.substring(0, end);
        if (head.startsWith("CONNECTED")) {
            connected.complete(null);
        } else if (head.startsWith("MESSAGE")) {
            listener.accept(
                    header(head, "destination"), JSON.readTree(text.substring(end + 2, text.lastIndexOf('\0'))));
        } else {
            connected.completeExceptionally(new AssertionError(text));
            listener.accept("ERROR", JSON.valueToTree(text));
        }
    }

    private static String header(String head, String name) {
        return head.lines()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .orElseThrow()
                .substring(name.length() + 1);
    }

    private void frame(String frame) {
        Objects.requireNonNull(socket).sendText(frame + "\0", true).join();
    }
}
