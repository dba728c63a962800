package io.countersign.query.staleness;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.StompSession;
import io.countersign.query.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.messaging.simp.user.SimpUserRegistry;

class SlowConsumerTest {

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void isDroppedWhileOthersGetTheirPushes() throws Exception {
        TestDatabase database = TestDatabase.create();
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database);
                Socket deaf = new Socket()) {
            List<InvoiceId> invoices = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                invoices.add(other.receive(Map.of("invoice_number", "0", "seller.name", "s".repeat(10_000))));
            }
            StompSession anna =
                    StompSession.connect(querySide.port(), "anna").subscribe("/topic/invoices." + invoices.getFirst());
            anna.subscribe("/app/invoices." + invoices.getFirst()).next();
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new InetSocketAddress("localhost", querySide.port()));
            shakeHands(deaf, querySide.port());
            write(
                    deaf,
                    "CONNECT\naccept-version:1.2\nhost:localhost\nAuthorization:" + QuerySideProcess.basic("ben")
                            + "\n\n\0");
            write(deaf, "SUBSCRIBE\nid:1\ndestination:/topic/review-queue\n\n\0");
            SimpUserRegistry users = querySide.bean(SimpUserRegistry.class);
            Eventually.that(() -> assertThat(users.getUser("ben")).isNotNull());

            // Some 1.5 MB of rows a second, which nobody reads.
            for (int version = 1; users.getUser("ben") != null; version++) {
                for (InvoiceId invoice : invoices) {
                    other.correct(invoice, version, "carol", "invoice_number", "" + (version - 1), "" + version);
                }
                assertThat(anna.next().json().at("/review_version").asInt()).isEqualTo(version);
            }
            assertThat(users.getUser("anna")).isNotNull();
            anna.close();
        }
    }

    private static void shakeHands(Socket socket, int port) throws IOException {
        socket.getOutputStream()
                .write(("GET /ws HTTP/1.1\r\nHost: localhost:" + port
                                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg=="
                                + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: v12.stomp\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            answer.append((char) socket.getInputStream().read());
        }
        assertThat(answer.toString()).startsWith("HTTP/1.1 101");
    }

    /** A text frame (RFC 6455), masked with zeros. */
    private static void write(Socket socket, String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0x81);
        frame.write(0x80 | 126);
        frame.write(payload.length >> 8);
        frame.write(payload.length & 0xff);
        frame.writeBytes(new byte[4]);
        frame.writeBytes(payload);
        OutputStream out = socket.getOutputStream();
        frame.writeTo(out);
        out.flush();
    }
}
