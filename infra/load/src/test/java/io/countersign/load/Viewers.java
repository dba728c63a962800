package io.countersign.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sockets of people who have an invoice open, as browsers hold them. One thread reads them all and makes nothing of what
 * they are told: ten thousand clients of a library would take more of the processors than what is measured.
 */
final class Viewers implements AutoCloseable {

    private static final int AT_ONCE = 16;
    private static final int LONGEST_MESSAGE = 2048;

    private final Runnable told;
    private final Selector selector;
    private final List<SocketChannel> sockets = new ArrayList<>();
    private final Thread reader = new Thread(this::read, "viewers");

    /**
     * Connects and subscribes so many.
     *
     * @param told runs with each message that one of them gets
     */
    Viewers(Server server, String destination, int number, Runnable told) throws Exception {
        this.told = told;
        this.selector = Selector.open();
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Callable<SocketChannel>> each = new ArrayList<>();
            for (int i = 0; i < number; i++) {
                each.add(() -> subscribed(server.address("/ws"), destination));
            }
            for (Future<SocketChannel> subscribed : threads.invokeAll(each)) {
                SocketChannel socket = subscribed.get();
                sockets.add(socket);
                socket.configureBlocking(false);
                socket.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(LONGEST_MESSAGE));
            }
        }
        reader.start();
    }

    private static SocketChannel subscribed(URI address, String destination) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress(address.getHost(), address.getPort()));
        socket.write(US_ASCII.encode("""
                GET %s HTTP/1.1\r
                Host: %s\r
                Upgrade: websocket\r
                Connection: Upgrade\r
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                Sec-WebSocket-Version: 13\r
                Sec-WebSocket-Protocol: v12.stomp\r
                \r
                """.formatted(address.getPath(), address.getAuthority())));
        await(socket, "\r\n\r\n");
        send(socket, "CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:" + Server.AUTHORIZATION + "\n\n");
        await(socket, "CONNECTED");
        send(socket, "SUBSCRIBE\nid:0\ndestination:" + destination + "\n\n");
        return socket;
    }

    /** Reads until that has come; no more comes before the next is asked for. */
    private static void await(SocketChannel socket, String expected) throws IOException {
        ByteBuffer read = ByteBuffer.allocate(LONGEST_MESSAGE);
        do {
            if (socket.read(read) < 0) {
                throw new EOFException(text(read));
            }
        } while (!text(read).contains(expected));
    }

    private static String text(ByteBuffer read) {
        return new String(read.array(), 0, read.position(), UTF_8);
    }

    /** As a text frame with a mask of zeros. */
    private static void send(SocketChannel socket, String frame) throws IOException {
        byte[] payload = (frame + "\0").getBytes(UTF_8);
        socket.write(ByteBuffer.allocate(8 + payload.length)
                .put((byte) 0x81)
                .put((byte) (0x80 | 126))
                .putShort((short) payload.length)
                .putInt(0)
                .put(payload)
                .flip());
    }

    private void read() {
        try {
            while (selector.isOpen()) {
                selector.select(key -> {
                    try {
                        read((SocketChannel) key.channel(), (ByteBuffer) key.attachment());
                    } catch (IOException gone) {
                        // Who waits for all to be told does so in vain.
                        key.cancel();
                    }
                });
            }
        } catch (IOException | ClosedSelectorException closed) {
            // The end.
        }
    }

    private void read(SocketChannel socket, ByteBuffer read) throws IOException {
        if (socket.read(read) < 0) {
            throw new EOFException();
        }
        read.flip();
        while (read.remaining() >= 2) {
            int header = (read.get(read.position() + 1) & 0x7f) < 126 ? 2 : 4;
            if (read.remaining() < header) {
                break;
            }
            int length = header == 2 ? read.get(read.position() + 1) : read.getShort(read.position() + 2);
            if (read.remaining() < header + length) {
                break;
            }
            // MESSAGE, as nothing else is sent that begins so.
            if (length > 0 && read.get(read.position() + header) == 'M') {
                told.run();
            }
            read.position(read.position() + header + length);
        }
        read.compact();
    }

    @Override
    public void close() throws Exception {
        selector.close();
        reader.join();
        for (SocketChannel socket : sockets) {
            socket.close();
        }
    }
}
