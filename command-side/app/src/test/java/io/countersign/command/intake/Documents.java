package io.countersign.command.intake;

import io.countersign.command.intake.DocumentReading.InvalidDocument;
import io.countersign.command.intake.DocumentReading.Read;
import io.countersign.contract.invoice.Invoice;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The documents of these tests, and shorthands to read them. */
final class Documents {

    static final String XML = "application/xml";
    static final String PDF = "application/pdf";
    static final String JSON = "application/json";

    private Documents() {}

    static byte[] bytes(String name) {
        try (InputStream document =
                Objects.requireNonNull(Documents.class.getResourceAsStream("/documents/" + name), name)) {
            return document.readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** A UBL invoice with this within its root element. */
    static String ubl(String content) {
        return "<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'>" + content + "</Invoice>";
    }

    /** A JSON extraction with these as its terms. */
    static byte[] extraction(String terms) {
        return utf8("{\"terms\": {" + terms + "}}");
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static Invoice invoice(byte[] document, String mediaType) {
        return read(document, mediaType).terms();
    }

    static Read read(byte[] document, String mediaType) {
        DocumentReading reading = new DocumentReader().read(document, mediaType, null);
        if (reading instanceof Read read) {
            return read;
        }
        throw new AssertionError("Not read: " + reading);
    }

    /** The first error of a document that must be refused. */
    static DocumentError error(byte[] document, String mediaType) {
        DocumentReading reading = new DocumentReader().read(document, mediaType, null);
        if (reading instanceof InvalidDocument invalid) {
            return invalid.errors().getFirst();
        }
        throw new AssertionError("Not refused: " + reading);
    }
}
