package io.countersign.verification.faults;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.Base64;

/** A client that asks for much and reads nothing, as one does whose laptop went to sleep or whose network is too thin. */
final class SlowConsumer implements AutoCloseable {

    private static final int SUBSCRIPTIONS = 30;
    private static final int RECEIVE_BUFFER = 4096;
    private static final int TEXT_FRAME = 0x81;
    /** Clients have to mask what they send; zeros leave it as it is. */
    private static final byte[] MASK = new byte[4];

    private final Socket socket = new Socket();

    private SlowConsumer() {}

    /** Connects, asks for the news of an invoice many times over, and reads no more from then on. */
    static SlowConsumer on(URI node, String invoice) throws IOException {
        SlowConsumer consumer = new SlowConsumer();
        consumer.socket.setReceiveBufferSize(RECEIVE_BUFFER);
        consumer.socket.connect(new InetSocketAddress(node.getHost(), node.getPort()));
        consumer.shakeHands(node);
        String password = Base64.getEncoder().encodeToString("ben:demo".getBytes(UTF_8));
        consumer.send("CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:Basic " + password + "\n\n");
        consumer.readUntil("CONNECTED");
        for (int id = 0; id < SUBSCRIPTIONS; id++) {
            consumer.send("SUBSCRIBE\nid:" + id + "\ndestination:/topic/invoices." + invoice + "\n\n");
        }
        return consumer;
    }

    /** Whether the service has hung up: then it answers what is sent, a heart-beat, with a reset. */
    boolean wasDropped() {
        try {
            frame("\n");
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void shakeHands(URI node) throws IOException {
        socket.getOutputStream()
                .write(String.join(
                                "\r\n",
                                "GET /ws HTTP/1.1",
                                "Host: " + node.getAuthority(),
                                "Upgrade: websocket",
                                "Connection: Upgrade",
                                "Sec-WebSocket-Version: 13",
                                "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
                                "Sec-WebSocket-Protocol: v12.stomp",
                                "",
                                "")
                        .getBytes(US_ASCII));
        readUntil("\r\n\r\n");
    }

    private void send(String stompFrame) throws IOException {
        frame(stompFrame + "\0");
    }

    private void frame(String text) throws IOException {
        byte[] payload = text.getBytes(UTF_8);
        assertThat(payload.length).isLessThan(0xffff);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream frame = new DataOutputStream(bytes);
        frame.writeByte(TEXT_FRAME);
        if (payload.length < 126) {
            frame.writeByte(0x80 | payload.length);
        } else {
            frame.writeByte(0x80 | 126);
            frame.writeShort(payload.length);
        }
        frame.write(MASK);
        frame.write(payload);
        socket.getOutputStream().write(bytes.toByteArray());
    }

    private void readUntil(String expected) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(expected) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after %s", read).isNotNegative();
            read.append((char) next);
        }
    }
}
