package io.countersign.command.intake;

import static io.countersign.command.intake.Documents.JSON;
import static io.countersign.command.intake.Documents.PDF;
import static io.countersign.command.intake.Documents.XML;
import static io.countersign.command.intake.Documents.error;
import static io.countersign.command.intake.Documents.extraction;
import static io.countersign.command.intake.Documents.invoice;
import static io.countersign.command.intake.Documents.ubl;
import static io.countersign.command.intake.Documents.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.management.ThreadMXBean;
import io.countersign.command.intake.DocumentReading.InvalidDocument;
import io.countersign.command.intake.DocumentReading.Read;
import io.countersign.command.intake.DocumentReading.TooLarge;
import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.terms.TermType;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.pdfbox.cos.COSName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileDocumentsTest {

    /** What reading any document may allocate in all; unbounded, each of the bombs here makes far more. */
    private static final long MAX_ALLOCATED = 800L * 1024 * 1024;

    private static final int BOMB = 600 * 1024 * 1024;

    @Test
    void refusesToFetchAnExternalEntity(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.txt"), "hunter2");
        String document = "<!DOCTYPE x [<!ENTITY e SYSTEM '" + secret.toUri() + "'>]>" + ubl("<ID>&e;</ID>");
        assertThat(error(utf8(document), XML).code()).isEqualTo("DOCTYPE_NOT_ALLOWED");
    }

    @Test
    void opensNoConnectionForAnExternalDefinition() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            server.setSoTimeout(1);
            String address = "http://127.0.0.1:" + server.getLocalPort() + "/x.dtd";
            String document = "<!DOCTYPE Invoice SYSTEM '" + address + "'>" + ubl("<ID>1</ID>");
            assertThat(error(utf8(document), XML).code()).isEqualTo("DOCTYPE_NOT_ALLOWED");
            String entity = "<!DOCTYPE x [<!ENTITY % p SYSTEM '" + address + "'> %p;]>" + ubl("<ID>1</ID>");
            assertThat(error(utf8(entity), XML).code()).isEqualTo("DOCTYPE_NOT_ALLOWED");
            assertThat(catchThrowable(server::accept)).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void refusesEntitiesThatGrow() {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE x [<!ENTITY a0 'ha'>");
        for (int i = 1; i < 20; i++) {
            laughs.append("<!ENTITY a")
                    .append(i)
                    .append(" '")
                    .append(("&a" + (i - 1) + ";").repeat(10))
                    .append("'>");
        }
        assertThat(boundedError(utf8(laughs + "]>" + ubl("<ID>&a19;</ID>")), XML))
                .isEqualTo("DOCTYPE_NOT_ALLOWED");
    }

    @Test
    void refusesEntitiesThatNobodyDeclared() {
        assertThat(error(utf8(ubl("<ID>&nbsp;</ID>")), XML).code()).isEqualTo("NOT_WELL_FORMED");
    }

    @Test
    void refusesElementsWithoutEnd() {
        assertThat(boundedError(utf8(ubl("<a>".repeat(3_000_000))), XML)).isEqualTo("TOO_DEEP");
    }

    @Test
    void refusesElementsWithoutNumber() {
        assertThat(boundedError(utf8(ubl("<a/>".repeat(2_500_000))), XML)).isEqualTo("TOO_MANY_ELEMENTS");
    }

    @Test
    void refusesRowsWithoutNumber() {
        assertThat(boundedError(utf8(ubl("<InvoiceLine><ID>1</ID></InvoiceLine>".repeat(60_000))), XML))
                .isEqualTo("TOO_MANY_TERMS");
    }

    @Test
    void refusesAttributesWithoutNumber() {
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < 300_000; i++) {
            attributes.append(" a").append(i).append("='1'");
        }
        assertThat(boundedError(utf8(ubl("<ID" + attributes + ">1</ID>")), XML)).isEqualTo("NOT_WELL_FORMED");
    }

    @Test
    void shortensTextsWithoutEnd() {
        Invoice invoice = bounded(() -> invoice(utf8(ubl("<Note>" + "😀".repeat(2_000_000) + "</Note>")), XML));
        assertThat(invoice.text("note").orElseThrow())
                .hasSizeLessThanOrEqualTo(TermType.MAX_LENGTH)
                .endsWith("😀…");
    }

    @ParameterizedTest
    @ValueSource(strings = {XML, PDF, JSON, "text/plain"})
    void refusesMoreThanTenMebibytes(String mediaType) {
        assertThat(new DocumentReader().read(new byte[10 * 1024 * 1024 + 1], mediaType, null))
                .isEqualTo(new TooLarge(10 * 1024 * 1024));
    }

    @ParameterizedTest
    @CsvSource({"{\"a\":, JSON_TOO_COMPLEX", "[, JSON_TOO_COMPLEX"})
    void refusesJsonWithoutEnd(String open, String code) {
        assertThat(boundedError(utf8(open.repeat(1_000_000)), JSON)).isEqualTo(code);
    }

    @Test
    void refusesJsonOfManyValues() {
        assertThat(boundedError(utf8("{\"terms\":[" + "1,".repeat(4_000_000) + "1]}"), JSON))
                .isEqualTo("JSON_TOO_COMPLEX");
    }

    @Test
    void refusesNumbersWithoutEnd() {
        assertThat(boundedError(extraction("\"note\": {\"value\": " + "9".repeat(1_000_000) + "}"), JSON))
                .isEqualTo("JSON_TOO_COMPLEX");
    }

    @Test
    void keepsAHugeExponentAsItIs() {
        Invoice invoice = bounded(() -> invoice(extraction("\"totals.amount_due\": {\"value\": 1e999999999}"), JSON));
        assertThat(invoice.text("totals.amount_due")).contains("1E+999999999");
    }

    @Test
    void letsNothingThroughThatCannotBeStored() {
        String terms = "\"note\": {\"value\": \"a\\u0000b\\u0007c\\ud800d\\udc00e\\ufffe f\\ud83d\\ude00\\ng\"}";
        assertThat(invoice(extraction(terms), JSON).text("note"))
                .contains("a\uFFFDb\uFFFDc\uFFFDd\uFFFDe\uFFFD f😀\ng");
        DocumentReading named =
                new DocumentReader().read(utf8(ubl("<ID>1</ID>")), XML, "../../etc/in\u0000voice\r\n.xml");
        assertThat(((Read) named).document().description().fileName()).isEqualTo("in\uFFFDvoice  .xml");
    }

    @Test
    void readsTheInvoiceThatAPdfCarriesUnderAnyKnownName() {
        for (String name : new String[] {"factur-x.xml", "ZUGFeRD-invoice.xml", "xrechnung.xml", "other.XML"}) {
            byte[] pdf = Pdfs.withFiles(Map.of(name, utf8(ubl("<ID>P1</ID>")), "terms.xml", utf8("<x/>")));
            assertThat(invoice(pdf, PDF).text("invoice_number")).as(name).contains("P1");
        }
    }

    @Test
    void readsAPdfThatIsEncryptedButOpensWithoutAPassword() {
        byte[] pdf = Pdfs.encrypted(Map.of("factur-x.xml", utf8(ubl("<ID>P1</ID>"))), "");
        assertThat(invoice(pdf, PDF).text("invoice_number")).contains("P1");
    }

    @Test
    void readsAPdfWhoseCrossReferencesAreDamaged() {
        String pdf = new String(
                Pdfs.withFiles(Map.of("factur-x.xml", utf8(ubl("<ID>P1</ID>"))), document -> document.setVersion(1.4f)),
                StandardCharsets.ISO_8859_1);
        byte[] damaged = pdf.replaceAll("startxref\\s+\\d+", "startxref\n9").getBytes(StandardCharsets.ISO_8859_1);
        if (!pdf.contains("/ObjStm")) {
            assertThat(invoice(damaged, PDF).text("invoice_number")).contains("P1");
        }
    }

    @Test
    void refusesPdfsWithoutAnInvoice() {
        assertThat(error(utf8("no pdf"), PDF).code()).isEqualTo("NOT_A_PDF");
        assertThat(error(utf8("%PDF-1.7\n%%EOF"), PDF).code()).isEqualTo("PDF_UNREADABLE");
        assertThat(error(Pdfs.withFiles(Map.of()), PDF).code()).isEqualTo("PDF_WITHOUT_INVOICE");
        assertThat(error(Pdfs.withFiles(Map.of("notes.xml", utf8("<x/>"), "logo.png", utf8("x"))), PDF)
                        .code())
                .isEqualTo("PDF_WITHOUT_INVOICE");
        assertThat(error(Pdfs.withFiles(Map.of("factur-x.xml", utf8("<x/>"))), PDF)
                        .code())
                .isEqualTo("NOT_AN_INVOICE");
        assertThat(error(Pdfs.withFiles(Map.of("factur-x.xml", utf8("<!DOCTYPE x><x/>"))), PDF)
                        .code())
                .isEqualTo("DOCTYPE_NOT_ALLOWED");
        byte[] two = utf8(ubl("<ID>1</ID>"));
        assertThat(error(Pdfs.withFiles(Map.of("a.xml", two, "b.xml", two)), PDF)
                        .code())
                .isEqualTo("PDF_WITH_SEVERAL_INVOICES");
    }

    @Test
    void refusesAPdfThatOpensOnlyWithAPassword() {
        byte[] pdf = Pdfs.encrypted(Map.of("factur-x.xml", utf8(ubl("<ID>P1</ID>"))), "secret");
        assertThat(error(pdf, PDF).code()).isEqualTo("PDF_ENCRYPTED");
    }

    @Test
    void refusesAnAttachedFileThatUnpacksWithoutEnd() {
        byte[] pdf = Pdfs.withFileUnderFilters("factur-x.xml", Pdfs.deflated("", BOMB), COSName.FLATE_DECODE);
        assertThat(boundedError(pdf, PDF)).isEqualTo("PDF_TOO_LARGE_UNPACKED");
    }

    @Test
    void refusesAnAttachedFileThatUnpacksInStages() {
        byte[] packed = Pdfs.deflated("", BOMB);
        StringBuilder hex = new StringBuilder();
        for (byte b : packed) {
            hex.append(Character.forDigit((b >> 4) & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        byte[] pdf = Pdfs.withFileUnderFilters(
                "factur-x.xml", utf8(hex + ">"), COSName.ASCII_HEX_DECODE, COSName.FLATE_DECODE);
        assertThat(boundedError(pdf, PDF)).isEqualTo("PDF_TOO_LARGE_UNPACKED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ObjStm", "Obj#53tm", "Other"})
    void refusesAnObjectStreamThatUnpacksWithoutEnd(String type) {
        assertThat(boundedError(Pdfs.withObjectStreamOf(BOMB, type), PDF)).startsWith("PDF_");
        // The same file with a small stream is read: what is refused is its size.
        assertThat(boundedError(Pdfs.withObjectStreamOf(1_000, type), PDF)).isEqualTo("PDF_WITHOUT_INVOICE");
    }

    @ParameterizedTest
    @CsvSource({"629145600, [1 4 1]", "1000, [0 0 0]", "1000, [-1 0 0]", "5000000, [1 0 0]", "4000000, [0 0 1]"})
    void refusesCrossReferencesWithoutEnd(int size, String widths) {
        assertThat(boundedError(Pdfs.withCrossReferences(size, widths), PDF)).isEqualTo("PDF_UNREADABLE");
    }

    @Test
    void refusesNamesThatLeadBack() {
        assertThat(boundedError(Pdfs.withNamesThatLeadBack(), PDF)).isEqualTo("PDF_WITHOUT_INVOICE");
    }

    @Test
    void refusesAPdfThatNestsWithoutEnd() {
        String pdf = "%PDF-1.4\n1 0 obj\n" + "[".repeat(1_000_000)
                + "\nendobj\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n";
        assertThat(boundedError(utf8(pdf), PDF)).startsWith("PDF_");
    }

    private static String boundedError(byte[] document, String mediaType) {
        DocumentReading reading = bounded(() -> new DocumentReader().read(document, mediaType, null));
        assertThat(reading).isInstanceOf(InvalidDocument.class);
        return ((InvalidDocument) reading).errors().getFirst().code();
    }

    /** Reads and checks what that allocated, which is an upper bound of what it ever held. */
    private static <T> T bounded(Supplier<T> reading) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        T result = reading.get();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                .as("bytes allocated")
                .isLessThan(MAX_ALLOCATED);
        return result;
    }
}
