package io.countersign.command.intake;

import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.terms.TermPath;
import io.countersign.contract.terms.Terms;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a capture system read from a document without structure: {@code {document?: {file_name, media_type, base64},
 * terms: {path: {value, confidence}}}}. A row's key is the capture system's own; one that does not fit ours gets another.
 *
 * @param terms values by path; values are texts or numbers, a {@code null} is no value
 * @param confidence 0 to 1, by path, for the terms that have a value
 * @param document the document that the terms were read from, where it came along
 */
record Extraction(Invoice terms, Map<String, BigDecimal> confidence, Optional<KeptDocument> document) {

    private static final int MAX_ERRORS = 50;
    private static final int MAX_DIGITS = 60;
    private static final int CONFIDENCE_DECIMALS = 4;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxTokenCount(1_000_000)
                            .maxNumberLength(100)
                            .maxNameLength(1_000)
                            .maxStringLength(DocumentReader.MAX_BYTES)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    static Extraction parse(byte[] json) throws InvalidDocumentException {
        JsonNode root = tree(json);
        if (!(root.get("terms") instanceof JsonNode terms) || !terms.isObject()) {
            throw new InvalidDocumentException("NOT_AN_EXTRACTION", "The document is no object with terms.");
        }
        if (terms.size() > DocumentReader.MAX_TERMS) {
            throw new InvalidDocumentException(
                    "TOO_MANY_TERMS", "The document holds more than " + DocumentReader.MAX_TERMS + " terms.");
        }
        Reading reading = new Reading(terms);
        Optional<KeptDocument> document = EmbeddedDocument.read(root.get("document"), reading.errors);
        if (!reading.errors.isEmpty()) {
            throw new InvalidDocumentException(reading.errors.subList(0, Math.min(reading.errors.size(), MAX_ERRORS)));
        }
        if (reading.values.isEmpty()) {
            throw new InvalidDocumentException("NOT_AN_INVOICE", "The document holds no term of an invoice.");
        }
        return new Extraction(new Invoice(reading.values), reading.confidence, document);
    }

    private static JsonNode tree(byte[] json) throws InvalidDocumentException {
        try {
            JsonNode root = JSON.readTree(json);
            if (root == null || root.isMissingNode()) {
                throw new InvalidDocumentException("NOT_WELL_FORMED", "The document is empty.");
            }
            return root;
        } catch (StreamConstraintsException e) {
            throw new InvalidDocumentException(
                    "JSON_TOO_COMPLEX", "The document nests too deep, or its names, numbers or lists are too long.");
        } catch (JacksonException e) {
            String where = e.getLocation() == null || e.getLocation().getLineNr() < 0
                    ? ""
                    : " (line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr() + ")";
            throw new InvalidDocumentException("NOT_WELL_FORMED", "The document is not well-formed JSON" + where + ".");
        }
    }

    /** The terms read so far, and what is wrong with the others. */
    private static final class Reading {

        private final SequencedMap<String, String> values = new LinkedHashMap<>();
        private final Map<String, BigDecimal> confidence = new HashMap<>();
        private final List<DocumentError> errors = new ArrayList<>();
        private final Rows rows;

        Reading(JsonNode terms) {
            rows = new Rows(terms);
            terms.properties().forEach(term -> read(term.getKey(), term.getValue()));
        }

        private void read(String given, JsonNode term) {
            String pointer = "/terms/" + escaped(given);
            Optional<TermPath> path = TermPath.parse(rows.ours(given));
            if (path.isEmpty()) {
                errors.add(new DocumentError(pointer, "UNKNOWN_TERM", "There is no term at this path."));
                return;
            }
            if (!term.isObject() && !term.isNull()) {
                errors.add(new DocumentError(
                        pointer, "MALFORMED_TERM", "A term is an object of a value and a confidence."));
                return;
            }
            String written = written(term.get("value"), pointer);
            String value = Values.of(path.get().term().type(), written);
            Optional<BigDecimal> sure = confidence(term.get("confidence"), pointer);
            if (!value.isEmpty()) {
                values.put(path.get().value(), value);
                sure.ifPresent(number -> confidence.put(path.get().value(), number));
            }
        }

        private String written(@Nullable JsonNode value, String pointer) {
            if (value == null || value.isNull()) {
                return "";
            }
            if (value.isString()) {
                return value.stringValue();
            }
            if (value.isNumber()) {
                BigDecimal number = value.decimalValue();
                return isShort(number) ? number.toPlainString() : number.toString();
            }
            errors.add(new DocumentError(pointer + "/value", "MALFORMED_VALUE", "A value is a text."));
            return "";
        }

        private Optional<BigDecimal> confidence(@Nullable JsonNode node, String pointer) {
            if (node == null || node.isNull()) {
                return Optional.empty();
            }
            if (node.isNumber()) {
                BigDecimal number = node.decimalValue();
                if (isShort(number) && number.signum() >= 0 && number.compareTo(BigDecimal.ONE) <= 0) {
                    return Optional.of(
                            number.scale() > CONFIDENCE_DECIMALS
                                    ? number.setScale(CONFIDENCE_DECIMALS, RoundingMode.HALF_UP)
                                    : number);
                }
            }
            errors.add(new DocumentError(
                    pointer + "/confidence", "MALFORMED_CONFIDENCE", "A confidence is a number from 0 to 1."));
            return Optional.empty();
        }

        /** Whether the number has few digits when written out; {@code 1e999999999} has not. */
        private static boolean isShort(BigDecimal number) {
            return number.precision() <= MAX_DIGITS && Math.abs((long) number.scale()) <= MAX_DIGITS;
        }

        /** RFC 6901. */
        private static String escaped(String name) {
            return Values.storable(name).replace("~", "~0").replace("/", "~1");
        }
    }

    /** Gives rows whose key does not fit a key of ours, the same one in all their terms. */
    private static final class Rows {

        private final Set<String> taken = new HashSet<>();
        private final Map<String, String> ours = new HashMap<>();

        Rows(JsonNode terms) {
            terms.properties()
                    .forEach(term -> TermPath.parse(term.getKey())
                            .flatMap(TermPath::rowKey)
                            .ifPresent(key -> taken.add(
                                    term.getKey().substring(0, term.getKey().indexOf('.')) + "." + key)));
        }

        String ours(String path) {
            int first = path.indexOf('.');
            int last = path.lastIndexOf('.');
            if (first < 0 || last <= first + 1 || TermPath.parse(path).isPresent()) {
                return path;
            }
            String group = path.substring(0, first);
            if (!Terms.rowGroups().contains(group)) {
                return path;
            }
            return ours.computeIfAbsent(path.substring(0, last), row -> free(group)) + path.substring(last);
        }

        private String free(String group) {
            int number = 1;
            while (!taken.add(group + "." + RowKeys.key(group, number))) {
                number++;
            }
            return group + "." + RowKeys.key(group, number);
        }
    }
}
