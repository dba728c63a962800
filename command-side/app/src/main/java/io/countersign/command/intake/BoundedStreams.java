package io.countersign.command.intake;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.pdfbox.cos.COSArray;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.cos.COSStream;
import org.apache.pdfbox.filter.FilterFactory;

/**
 * Decodes streams of a PDF up to a limit. PDFBox decodes a stream whole into memory before anyone sees a byte of it, and
 * 10 MiB of deflated zeros are 10 GiB.
 */
final class BoundedStreams {

    /** The filters for data; those for images have no business in what is read here. */
    private static final Set<String> FILTERS = Set.of(
            "FlateDecode",
            "Fl",
            "LZWDecode",
            "LZW",
            "ASCII85Decode",
            "A85",
            "ASCIIHexDecode",
            "AHx",
            "RunLengthDecode",
            "RL");

    /** Predictors allocate two rows before they read the first byte. */
    private static final int MAX_COLUMNS = 1 << 16;

    /** Real files have one or two; each costs a pass over up to the limit. */
    private static final int MAX_FILTERS = 4;

    private BoundedStreams() {}

    /** Thrown where a stream decodes to more than the limit. */
    static final class StreamTooLargeException extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        StreamTooLargeException(int limit) {
            super("A stream decodes to more than " + limit + " bytes");
        }
    }

    /**
     * The decoded content of a stream.
     *
     * @throws StreamTooLargeException where any stage of decoding makes more than {@code limit} bytes
     * @throws IOException where the stream is broken or uses other filters than those for data
     */
    static byte[] decode(COSStream stream, int limit) throws IOException {
        List<COSName> filters = filters(stream);
        if (filters.size() > MAX_FILTERS) {
            throw new IOException("A stream with " + filters.size() + " filters");
        }
        requireSmallPredictors(stream);
        byte[] content;
        try (InputStream raw = stream.createRawInputStream()) {
            content = raw.readNBytes(limit + 1);
        }
        requireWithin(content.length, limit);
        for (int i = 0; i < filters.size(); i++) {
            BoundedBuffer decoded = new BoundedBuffer(limit);
            FilterFactory.INSTANCE
                    .getFilter(filters.get(i))
                    .decode(new ByteArrayInputStream(content), decoded, stream, i);
            content = decoded.toByteArray();
        }
        return content;
    }

    private static List<COSName> filters(COSStream stream) throws IOException {
        List<COSName> filters = new ArrayList<>();
        COSBase filter = stream.getFilters();
        if (filter instanceof COSName name) {
            filters.add(name);
        } else if (filter instanceof COSArray array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.getObject(i) instanceof COSName name) {
                    filters.add(name);
                } else {
                    throw new IOException("No name of a filter");
                }
            }
        }
        for (COSName name : filters) {
            if (!FILTERS.contains(name.getName())) {
                throw new IOException("No filter for data: " + name.getName());
            }
        }
        return filters;
    }

    private static void requireSmallPredictors(COSStream stream) throws IOException {
        COSBase parameters = stream.getDictionaryObject(COSName.DECODE_PARMS, COSName.DP);
        if (parameters instanceof COSDictionary dictionary) {
            requireSmallPredictor(dictionary);
        } else if (parameters instanceof COSArray array) {
            for (int i = 0; i < array.size(); i++) {
                if (array.getObject(i) instanceof COSDictionary dictionary) {
                    requireSmallPredictor(dictionary);
                }
            }
        }
    }

    private static void requireSmallPredictor(COSDictionary parameters) throws IOException {
        if (parameters.getInt(COSName.COLUMNS, 1) > MAX_COLUMNS
                || parameters.getInt(COSName.COLORS, 1) > 32
                || parameters.getInt(COSName.BITS_PER_COMPONENT, 8) > 32) {
            throw new IOException("A predictor with rows too long");
        }
    }

    private static void requireWithin(int length, int limit) throws StreamTooLargeException {
        if (length > limit) {
            throw new StreamTooLargeException(limit);
        }
    }

    private static final class BoundedBuffer extends OutputStream {

        private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
        private final int limit;

        BoundedBuffer(int limit) {
            this.limit = limit;
        }

        @Override
        public void write(int b) throws IOException {
            requireWithin(buffer.size() + 1, limit);
            buffer.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            requireWithin(buffer.size() + length, limit);
            buffer.write(bytes, offset, length);
        }

        byte[] toByteArray() {
            return buffer.toByteArray();
        }
    }
}
