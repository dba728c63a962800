package io.countersign.command.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentNameDictionary;
import org.apache.pdfbox.pdmodel.PDEmbeddedFilesNameTreeNode;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.common.filespecification.PDComplexFileSpecification;
import org.apache.pdfbox.pdmodel.common.filespecification.PDEmbeddedFile;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;

/** Makes PDFs, decent and hostile ones. */
final class Pdfs {

    /** Packing hundreds of megabytes takes seconds. */
    private static final Map<String, byte[]> DEFLATED = new ConcurrentHashMap<>();

    private Pdfs() {}

    @FunctionalInterface
    interface Change {
        void to(PDDocument document) throws IOException;
    }

    /** A PDF of one empty page with these files attached, by name. */
    static byte[] withFiles(Map<String, byte[]> files, Change change) {
        try (PDDocument document = new PDDocument()) {
            document.addPage(new PDPage());
            Map<String, PDComplexFileSpecification> specifications = new LinkedHashMap<>();
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                PDComplexFileSpecification specification = new PDComplexFileSpecification();
                specification.setFile(file.getKey());
                PDEmbeddedFile embedded = new PDEmbeddedFile(document);
                try (var out = embedded.createOutputStream(COSName.FLATE_DECODE)) {
                    out.write(file.getValue());
                }
                specification.setEmbeddedFile(embedded);
                specifications.put(file.getKey(), specification);
            }
            PDEmbeddedFilesNameTreeNode tree = new PDEmbeddedFilesNameTreeNode();
            tree.setNames(specifications);
            PDDocumentNameDictionary names = new PDDocumentNameDictionary(document.getDocumentCatalog());
            names.setEmbeddedFiles(tree);
            document.getDocumentCatalog().setNames(names);
            change.to(document);
            ByteArrayOutputStream pdf = new ByteArrayOutputStream();
            document.save(pdf);
            return pdf.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] withFiles(Map<String, byte[]> files) {
        return withFiles(files, document -> {});
    }

    static byte[] encrypted(Map<String, byte[]> files, String userPassword) {
        return withFiles(
                files,
                document ->
                        document.protect(new StandardProtectionPolicy("owner", userPassword, new AccessPermission())));
    }

    /** A tree of names that leads back to itself. */
    static byte[] withNamesThatLeadBack() {
        return withFiles(Map.of(), document -> {
            COSDictionary tree =
                    document.getDocumentCatalog().getNames().getEmbeddedFiles().getCOSObject();
            COSArray kids = new COSArray();
            for (int i = 0; i < 100; i++) {
                COSDictionary kid = new COSDictionary();
                COSArray back = new COSArray();
                back.add(tree);
                back.add(kid);
                kid.setItem(COSName.KIDS, back);
                kids.add(kid);
            }
            tree.setItem(COSName.KIDS, kids);
        });
    }

    /** An attached file under several filters, each of which only packs what the next one made. */
    static byte[] withFileUnderFilters(String name, byte[] packed, COSName... filters) {
        return withFiles(Map.of(name, new byte[0]), document -> {
            COSStream content = Objects.requireNonNull(document.getDocumentCatalog()
                            .getNames()
                            .getEmbeddedFiles()
                            .getNames()
                            .get(name))
                    .getEmbeddedFile()
                    .getCOSObject();
            try (var out = content.createRawOutputStream()) {
                out.write(packed);
            }
            COSArray array = new COSArray();
            for (COSName filter : filters) {
                array.add(filter);
            }
            content.setItem(COSName.FILTER, array);
        });
    }

    /** The catalogue stands in an object stream that unpacks to {@code size} bytes. */
    static byte[] withObjectStreamOf(int size, String type) {
        byte[] packed = deflated("1 0 << /Type /Catalog /Pages << >> >> ", size);
        Raw pdf = new Raw();
        int objectStream = pdf.size();
        pdf.text("2 0 obj\n<< /Type /" + type + " /N 1 /First 4 /Filter /FlateDecode /Length " + packed.length
                + " >>\nstream\n");
        pdf.bytes(packed);
        pdf.text("\nendstream\nendobj\n");
        int references = pdf.size();
        pdf.text("3 0 obj\n<< /Type /XRef /Size 4 /W [1 4 1] /Root 1 0 R /Length 24 >>\nstream\n");
        pdf.entry(0, 0, 255).entry(2, 2, 0).entry(1, objectStream, 0).entry(1, references, 0);
        pdf.text("\nendstream\nendobj\nstartxref\n" + references + "\n%%EOF\n");
        return pdf.toByteArray();
    }

    /** The cross references stand in a stream that unpacks to {@code size} bytes, or claim entries without end. */
    static byte[] withCrossReferences(int size, String widths) {
        byte[] packed = deflated("", size);
        Raw pdf = new Raw();
        int references = pdf.size();
        pdf.text("3 0 obj\n<< /Type /XRef /Size 2147483647 /W " + widths + " /Root 1 0 R /Filter /FlateDecode /Length "
                + packed.length + " >>\nstream\n");
        pdf.bytes(packed);
        pdf.text("\nendstream\nendobj\nstartxref\n" + references + "\n%%EOF\n");
        return pdf.toByteArray();
    }

    /** The text, then ones up to {@code size} bytes, deflated. */
    static byte[] deflated(String begin, int size) {
        return DEFLATED.computeIfAbsent(begin + size, key -> deflate(begin, size));
    }

    private static byte[] deflate(String begin, int size) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, new Deflater(Deflater.BEST_SPEED))) {
            out.write(begin.getBytes(StandardCharsets.ISO_8859_1));
            byte[] chunk = new byte[64 * 1024];
            Arrays.fill(chunk, (byte) 1);
            for (int left = size - begin.length(); left > 0; left -= chunk.length) {
                out.write(chunk, 0, Math.min(left, chunk.length));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static final class Raw {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Raw() {
            text("%PDF-1.7\n");
        }

        int size() {
            return out.size();
        }

        void text(String text) {
            bytes(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        void bytes(byte[] bytes) {
            out.writeBytes(bytes);
        }

        Raw entry(int type, int second, int third) {
            out.write(type);
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.write(second >>> shift);
            }
            out.write(third);
            return this;
        }

        byte[] toByteArray() {
            return out.toByteArray();
        }
    }
}
