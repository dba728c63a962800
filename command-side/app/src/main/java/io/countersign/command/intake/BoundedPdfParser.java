package io.countersign.command.intake;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSObjectKey;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.io.IOUtils;
import org.apache.pdfbox.io.RandomAccessReadBuffer;
import org.apache.pdfbox.pdfparser.PDFParser;
import org.apache.pdfbox.pdmodel.PDDocument;

/**
 * Parses the structure of a PDF and lets the parser decode no stream (cross references, object streams) before it is
 * known to decode to a bounded size. Pages are not looked at.
 */
final class BoundedPdfParser extends PDFParser {

    private static final int MAX_STRUCTURE_BYTES = 8 * 1024 * 1024;
    private static final int MAX_STRUCTURE_BYTES_IN_ALL = 24 * 1024 * 1024;
    private static final int MAX_CROSS_REFERENCES = 300_000;

    private final boolean hasObjectStreams;
    private boolean readingCrossReferences;
    private int objectsBeingParsed;
    private int structureBytes;

    private BoundedPdfParser(byte[] pdf) throws IOException {
        super(new RandomAccessReadBuffer(pdf), "", null, null, IOUtils.createMemoryOnlyStreamCache());
        this.hasObjectStreams = new String(pdf, StandardCharsets.ISO_8859_1).contains("/ObjStm");
    }

    /** The document; to be closed. Throws unchecked exceptions too where the PDF is broken. */
    static PDDocument parse(byte[] pdf) throws IOException {
        BoundedPdfParser parser = new BoundedPdfParser(pdf);
        // Repairing a damaged file means searching it by a parser of its own, which decodes object streams without
        // asking this one; a damaged file is read only where it has none.
        return parser.parse(!parser.hasObjectStreams);
    }

    @Override
    protected COSDictionary retrieveTrailer() throws IOException {
        readingCrossReferences = true;
        try {
            return super.retrieveTrailer();
        } finally {
            readingCrossReferences = false;
        }
    }

    @Override
    protected synchronized COSBase parseObjectDynamically(COSObjectKey key, boolean requireExistingNotCompressed)
            throws IOException {
        objectsBeingParsed++;
        try {
            return super.parseObjectDynamically(key, requireExistingNotCompressed);
        } finally {
            objectsBeingParsed--;
        }
    }

    @Override
    protected COSStream parseCOSStream(COSDictionary dictionary) throws IOException {
        COSStream stream = super.parseCOSStream(dictionary);
        // A stream that is no object's is taken for cross references, whatever it calls itself.
        if (readingCrossReferences && objectsBeingParsed == 0) {
            requireFewCrossReferences(stream);
        }
        return stream;
    }

    @Override
    protected COSBase parseObjectStreamObject(long streamNumber, COSObjectKey key) throws IOException {
        if (document.getObjectFromPool(new COSObjectKey(streamNumber, 0)).getObject() instanceof COSStream stream) {
            structureLength(stream);
        }
        return super.parseObjectStreamObject(streamNumber, key);
    }

    private void requireFewCrossReferences(COSStream stream) throws IOException {
        long length = structureLength(stream);
        COSArray widths = stream.getCOSArray(COSName.W);
        long width = 0;
        for (int i = 0; widths != null && i < widths.size(); i++) {
            width += Math.max(0, widths.getInt(i, 0));
        }
        // Entries of no width would never end.
        if (width == 0 || length / width > MAX_CROSS_REFERENCES) {
            throw new IOException("Cross references without widths, or too many");
        }
    }

    private int structureLength(COSStream stream) throws IOException {
        int length = BoundedStreams.decode(stream, MAX_STRUCTURE_BYTES).length;
        structureBytes += length;
        if (structureBytes > MAX_STRUCTURE_BYTES_IN_ALL) {
            throw new BoundedStreams.StreamTooLargeException(MAX_STRUCTURE_BYTES_IN_ALL);
        }
        return length;
    }
}
