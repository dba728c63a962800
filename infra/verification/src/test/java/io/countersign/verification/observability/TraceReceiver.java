package io.countersign.verification.observability;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Takes traces in over OTLP/HTTP, as a collector would, and keeps them as they came: protobuf. */
final class TraceReceiver implements AutoCloseable {

    private final HttpServer server;
    private final Queue<byte[]> received = new ConcurrentLinkedQueue<>();

    TraceReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/v1/traces", exchange -> {
            received.add(exchange.getRequestBody().readAllBytes());
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
    }

    String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1/traces";
    }

    /** Whether a span of that name came that belongs to that trace: a span has its trace's id (field 1) before its name (field 5). */
    boolean hasSpan(String traceId, String name) {
        String trace = "\n\020" + new String(HexFormat.of().parseHex(traceId), ISO_8859_1);
        String named = "*" + (char) name.length() + name;
        return received.stream().map(bytes -> new String(bytes, ISO_8859_1)).anyMatch(text -> {
            for (int at = text.indexOf(trace); at >= 0; at = text.indexOf(trace, at + 1)) {
                int next = text.indexOf("\n\020", at + trace.length());
                int end = next < 0 ? text.length() : next;
                int found = text.indexOf(named, at);
                if (found >= 0 && found < end) {
                    return true;
                }
            }
            return false;
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
