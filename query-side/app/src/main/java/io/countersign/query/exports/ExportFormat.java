package io.countersign.query.exports;

import com.fasterxml.jackson.annotation.JsonValue;
import io.countersign.platform.web.MalformedRequest;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** As what an export comes. */
enum ExportFormat {
    /** An event a line, as JSON; what is verified. */
    NDJSON("ndjson", "application/x-ndjson", "ndjson"),
    /** A changed term a row, for a person with a spreadsheet. */
    CSV("csv", "text/csv;charset=UTF-8", "csv"),
    /** A ZIP of both, the manifest and the documents as received. */
    ARCHIVE("archive", "application/zip", "zip");

    private final String wireName;
    private final String contentType;
    private final String extension;

    ExportFormat(String wireName, String contentType, String extension) {
        this.wireName = wireName;
        this.contentType = contentType;
        this.extension = extension;
    }

    /**
     * The format of that name, NDJSON where none is named.
     *
     * @throws MalformedRequest where it is the name of none
     */
    static ExportFormat of(@Nullable String wireName) {
        if (wireName == null) {
            return NDJSON;
        }
        return Arrays.stream(values())
                .filter(format -> format.wireName.equals(wireName))
                .findFirst()
                .orElseThrow(() -> new MalformedRequest("The parameter format must be one of "
                        + Arrays.stream(values()).map(ExportFormat::wireName).collect(Collectors.joining(", ")) + "."));
    }

    @JsonValue
    String wireName() {
        return wireName;
    }

    String contentType() {
        return contentType;
    }

    /** Of file names, without the dot. */
    String extension() {
        return extension;
    }
}
