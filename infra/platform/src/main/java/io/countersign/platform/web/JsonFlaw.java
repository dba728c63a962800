package io.countersign.platform.web;

import io.countersign.platform.web.Problems.Flaw;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Says in a client's words what a parser found wrong. */
final class JsonFlaw {

    private JsonFlaw() {}

    static Flaw of(JacksonException json) {
        String pointer = pointer(json.getPath());
        return switch (json) {
            case UnrecognizedPropertyException unknown ->
                new Flaw(pointer, "UNKNOWN_FIELD", "There is no field " + unknown.getPropertyName() + ".");
            case InvalidFormatException format ->
                new Flaw(
                        pointer,
                        "WRONG_TYPE",
                        "Not a " + name(format.getTargetType()) + ": " + format.getValue() + ".");
            case MismatchedInputException mismatch ->
                new Flaw(pointer, "WRONG_TYPE", "Wanted here: a " + name(mismatch.getTargetType()) + ".");
            case StreamReadException syntax -> new Flaw(pointer, "NOT_JSON", said(syntax));
            default -> new Flaw(pointer, "WRONG_TYPE", "The value cannot be read.");
        };
    }

    private static String said(StreamReadException syntax) {
        String reason = syntax.getOriginalMessage().lines().findFirst().orElse("unreadable");
        return syntax.getLocation() == null
                ? "Not well-formed JSON: " + reason
                : "Not well-formed JSON in line %d, column %d: %s"
                        .formatted(
                                syntax.getLocation().getLineNr(),
                                syntax.getLocation().getColumnNr(),
                                reason);
    }

    private static String name(@Nullable Class<?> wanted) {
        if (wanted == null) {
            return "value of the wanted type";
        }
        return switch (wanted.getSimpleName()) {
            case "int", "Integer", "long", "Long" -> "whole number";
            case "boolean", "Boolean" -> "truth value";
            case "BigDecimal" -> "decimal number";
            case "Instant", "OffsetDateTime" -> "point in time as in RFC 3339";
            case "LocalDate" -> "date";
            case "UUID" -> "UUID";
            case "String" -> "string";
            default -> "value of the wanted type";
        };
    }

    private static String pointer(List<JacksonException.Reference> path) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference step : path) {
            String name = step.getPropertyName();
            pointer.append(Flaw.pointer(name == null ? String.valueOf(step.getIndex()) : name));
        }
        return pointer.toString();
    }
}
