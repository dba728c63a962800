package io.countersign.command.receiveinvoice;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSide;
import io.countersign.command.Documents;
import io.countersign.command.Http;
import io.countersign.command.Http.Answer;
import io.countersign.command.SharedNodes;
import io.countersign.command.Store;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How documents come in. */
@ExtendWith(SharedNodes.class)
class ReceiveInvoiceOverHttpTest {

    private static final String PATH = "/api/invoices";
    private static final String XML = "application/xml";

    private final CommandSide node;
    private final Http anna;

    ReceiveInvoiceOverHttpTest(CommandSide node) {
        this.node = node;
        this.anna = node.anna();
    }

    @Test
    void answersWithTheNewInvoiceAndItsPlace() {
        Answer answer = anna.send(PATH, XML, fresh(), Map.of());

        String invoiceId = answer.text("invoice_id");
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Location")).hasValue("/api/invoices/" + invoiceId);
        assertThat(answer.body().toString())
                .isEqualTo("{\"invoice_id\":\"%s\",\"review_version\":0}".formatted(invoiceId));
        assertThat(UUID.fromString(invoiceId).version()).isEqualTo(7);
    }

    @Test
    void keepsTheDocumentByteForByteBesideTheEvent() {
        byte[] document = fresh();

        String invoiceId = anna.send(PATH, XML, document, Map.of("X-File-Name", "M%C3%A4rz.xml"))
                .text("invoice_id");

        byte[] kept = node.store()
                .jdbc()
                .sql("SELECT content FROM event_store.source_document WHERE invoice_id = ?")
                .param(UUID.fromString(invoiceId))
                .query((row, _) -> row.getBytes(1))
                .single();
        Store.Event event = node.store().newest(invoiceId);
        assertThat(kept).isEqualTo(document);
        assertThat(event.version()).isZero();
        assertThat(event.type()).isEqualTo("InvoiceReceived");
        assertThat(event.revision()).isEqualTo("1");
        assertThat(event.beside().required("actor").stringValue()).isEqualTo("anna");
        assertThat(event.json().at("/source/file_name").stringValue()).isEqualTo("März.xml");
        assertThat(event.json().at("/source/bytes").intValue()).isEqualTo(document.length);
        assertThat(event.json().required("terms").required("seller.name").stringValue())
                .isEqualTo("Acme");
    }

    @Test
    void keepsTheConfidenceOfAnExtraction() {
        String number = "E-" + UUID.randomUUID();
        String extraction =
                "{\"terms\":{\"invoice_number\":{\"value\":\"%s\",\"confidence\":0.42},\"seller.name\":{\"value\":\"Acme 🍫\"}}}"
                        .formatted(number);

        Answer answer = anna.postText(PATH, extraction);

        assertThat(answer.status()).isEqualTo(201);
        Store.Event event = node.store().newest(answer.text("invoice_id"));
        assertThat(event.json().required("confidence").toString()).isEqualTo("{\"invoice_number\":0.42}");
        assertThat(event.json().required("terms").required("seller.name").stringValue())
                .isEqualTo("Acme 🍫");
    }

    @Test
    void keepsOnlyTheLastDigitsOfACardNumber() {
        String extraction =
                "{\"terms\":{\"invoice_number\":{\"value\":\"%s\"},\"payment.card_number\":{\"value\":\"4111-1111-1111-1234\"}}}"
                        .formatted(UUID.randomUUID());

        Store.Event event = node.store().newest(anna.postText(PATH, extraction).text("invoice_id"));

        assertThat(event.json()
                        .required("terms")
                        .required("payment.card_number")
                        .stringValue())
                .isEqualTo("************1234");
        assertThat(event.payload()).doesNotContain("4111");
    }

    @Test
    void namesTheInvoiceThatTheSameBytesBecame() {
        byte[] document = fresh();
        String invoiceId = anna.send(PATH, XML, document, Map.of()).text("invoice_id");
        Store.Counts before = node.store().counts();

        Answer again = node.as("ben").send(PATH, XML, document, Map.of());

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.text("error_code")).isEqualTo("DUPLICATE_INVOICE");
        assertThat(again.text("invoice_id")).isEqualTo(invoiceId);
        assertThat(node.store().counts()).isEqualTo(before);
    }

    @Test
    void storesADocumentOnceThatManySendAtTheSameTime() throws Exception {
        byte[] document = fresh();
        Store.Counts before = node.store().counts();
        CyclicBarrier start = new CyclicBarrier(8);
        List<Answer> answers = new ArrayList<>();
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> futures = IntStream.range(0, 8)
                    .mapToObj(_ -> people.submit(() -> {
                        start.await();
                        return anna.send(PATH, XML, document, Map.of());
                    }))
                    .toList();
            for (Future<Answer> future : futures) {
                answers.add(future.get());
            }
        }

        List<Answer> received =
                answers.stream().filter(answer -> answer.status() == 201).toList();
        assertThat(received).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.status() != 201).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.text("error_code")).isEqualTo("DUPLICATE_INVOICE");
            assertThat(answer.text("invoice_id")).isEqualTo(received.getFirst().text("invoice_id"));
        });
        assertThat(node.store().counts())
                .isEqualTo(new Store.Counts(before.events() + 1, before.sourceDocuments() + 1, before.receipts()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    application/xml  | ''                                | 422 | INVALID_DOCUMENT
                    application/xml  | <Invoice                          | 422 | INVALID_DOCUMENT
                    application/xml  | <html/>                           | 422 | INVALID_DOCUMENT
                    application/xml  | <!DOCTYPE a [<!ENTITY b "c">]><a/> | 422 | INVALID_DOCUMENT
                    application/pdf  | %PDF-1.7 and nothing else         | 422 | INVALID_DOCUMENT
                    application/json | {}                                | 422 | INVALID_DOCUMENT
                    application/json | {"terms":{"nonsense":{}}}         | 422 | INVALID_DOCUMENT
                    text/plain       | Please pay 100.00                 | 415 | UNSUPPORTED_MEDIA_TYPE
                    image/png        | x                                 | 415 | UNSUPPORTED_MEDIA_TYPE
                    """)
    void storesNothingOfWhatIsNoInvoice(String mediaType, String body, int status, String errorCode) {
        Store.Counts before = node.store().counts();

        Answer answer = anna.send(PATH, mediaType, body.getBytes(StandardCharsets.UTF_8), Http.key(UUID.randomUUID()));

        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(status);
        assertThat(answer.text("error_code")).isEqualTo(errorCode);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(node.store().counts()).isEqualTo(before);
        if (status == 422) {
            assertThat(answer.body().required("errors")).isNotEmpty();
            assertThat(answer.body().at("/errors/0/code").stringValue()).isNotBlank();
        }
    }

    @Test
    void storesNothingOver10MiB() {
        byte[] document = new byte[10 * 1024 * 1024 + 1];
        Store.Counts before = node.store().counts();

        Answer answer = anna.send(PATH, XML, document, Map.of());

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.text("error_code")).isEqualTo("PAYLOAD_TOO_LARGE");
        assertThat(node.store().counts()).isEqualTo(before);
    }

    @Test
    void isOnlyForReviewers() {
        assertThat(node.as(null).send(PATH, XML, fresh(), Map.of()).status()).isEqualTo(401);
        assertThat(node.as("audrey").send(PATH, XML, fresh(), Map.of()).status())
                .isEqualTo(403);
        assertThat(node.as("otto").send(PATH, XML, fresh(), Map.of()).status()).isEqualTo(403);
    }

    private static byte[] fresh() {
        return Documents.ubl("D-" + UUID.randomUUID());
    }
}
