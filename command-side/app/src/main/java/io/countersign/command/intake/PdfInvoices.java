package io.countersign.command.intake;

import io.countersign.command.intake.BoundedStreams.StreamTooLargeException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;

/** Finds the invoice that a Factur-X, ZUGFeRD or XRechnung PDF carries as an attached XML file. */
final class PdfInvoices {

    /** Names that the standards give to the file, the newest first. */
    private static final List<String> NAMES = List.of("factur-x.xml", "xrechnung.xml", "zugferd-invoice.xml");

    private static final int MAX_FILES = 100;
    private static final int MAX_NODES = 10_000;
    /** Only as many files without a known name are looked into. */
    private static final int MAX_CANDIDATES = 10;

    private static final COSName AF = COSName.getPDFName("AF");

    private PdfInvoices() {}

    private record AttachedFile(String name, COSStream content) {}

    /** The document that is the invoice, parsed. */
    static XmlDocument find(byte[] pdf) throws InvalidDocumentException {
        if (!new String(pdf, 0, Math.min(pdf.length, 1024), StandardCharsets.ISO_8859_1).contains("%PDF-")) {
            throw new InvalidDocumentException("NOT_A_PDF", "The document is no PDF.");
        }
        try (PDDocument document = BoundedPdfParser.parse(pdf)) {
            return invoiceAmong(attachedFiles(document.getDocument().getTrailer()));
        } catch (InvalidPasswordException e) {
            throw new InvalidDocumentException("PDF_ENCRYPTED", "The PDF opens only with a password.");
        } catch (StreamTooLargeException e) {
            throw new InvalidDocumentException("PDF_TOO_LARGE_UNPACKED", "What the PDF packs is too large.");
        } catch (IOException | RuntimeException e) {
            throw new InvalidDocumentException("PDF_UNREADABLE", "The PDF is damaged and cannot be read.");
        }
    }

    private static XmlDocument invoiceAmong(List<AttachedFile> files) throws IOException, InvalidDocumentException {
        List<AttachedFile> named = files.stream()
                .filter(file -> NAMES.contains(file.name()))
                .sorted(Comparator.comparingInt(file -> NAMES.indexOf(file.name())))
                .toList();
        if (!named.isEmpty()) {
            return XmlDocument.parse(BoundedStreams.decode(named.getFirst().content(), DocumentReader.MAX_BYTES));
        }
        List<XmlDocument> invoices = new ArrayList<>();
        for (AttachedFile file : files.subList(0, Math.min(files.size(), MAX_CANDIDATES))) {
            if (file.name().endsWith(".xml")) {
                XmlDocument document =
                        XmlDocument.parse(BoundedStreams.decode(file.content(), DocumentReader.MAX_BYTES));
                if (InvoiceSyntax.of(document).isPresent()) {
                    invoices.add(document);
                }
            }
        }
        return switch (invoices.size()) {
            case 0 ->
                throw new InvalidDocumentException(
                        "PDF_WITHOUT_INVOICE", "The PDF carries no invoice as an attached XML file.");
            case 1 -> invoices.getFirst();
            default ->
                throw new InvalidDocumentException(
                        "PDF_WITH_SEVERAL_INVOICES", "The PDF carries several invoices under names of their own.");
        };
    }

    /** The files in the catalogue's tree of embedded files and those associated with the document (ISO 32000-2). */
    private static List<AttachedFile> attachedFiles(COSDictionary trailer) {
        List<AttachedFile> files = new ArrayList<>();
        COSDictionary catalog = trailer.getCOSDictionary(COSName.ROOT);
        if (catalog == null) {
            return files;
        }
        Set<COSBase> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<COSDictionary> nodes = new ArrayDeque<>();
        COSDictionary names = catalog.getCOSDictionary(COSName.NAMES);
        COSDictionary tree = names == null ? null : names.getCOSDictionary(COSName.EMBEDDED_FILES);
        if (tree != null) {
            nodes.add(tree);
        }
        while (!nodes.isEmpty() && seen.size() < MAX_NODES) {
            COSDictionary node = nodes.remove();
            if (seen.add(node)) {
                addFiles(node.getCOSArray(COSName.NAMES), seen, files);
                COSArray kids = node.getCOSArray(COSName.KIDS);
                for (int i = 0; kids != null && i < Math.min(kids.size(), MAX_NODES); i++) {
                    if (kids.getObject(i) instanceof COSDictionary kid) {
                        nodes.add(kid);
                    }
                }
            }
        }
        addFiles(catalog.getCOSArray(AF), seen, files);
        return files;
    }

    private static void addFiles(COSArray specifications, Set<COSBase> seen, List<AttachedFile> files) {
        for (int i = 0; specifications != null && i < specifications.size() && files.size() < MAX_FILES; i++) {
            if (specifications.getObject(i) instanceof COSDictionary specification && seen.add(specification)) {
                COSDictionary embedded = specification.getCOSDictionary(COSName.EF);
                if (embedded != null
                        && embedded.getDictionaryObject(COSName.UF, COSName.F) instanceof COSStream content) {
                    String name = specification.getString(COSName.UF, specification.getString(COSName.F, ""));
                    files.add(new AttachedFile(name.strip().toLowerCase(Locale.ROOT), content));
                }
            }
        }
    }
}
