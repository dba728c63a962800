package io.countersign.command.correctinvoice;

import io.countersign.command.platform.InvalidChanges;
import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.TermPath;
import io.countersign.contract.terms.TermType;
import io.countersign.domain.RequestedChange;
import io.countersign.domain.RequestedChange.AddRow;
import io.countersign.domain.RequestedChange.ClearTerm;
import io.countersign.domain.RequestedChange.RemoveRow;
import io.countersign.domain.RequestedChange.SetTerm;
import io.countersign.platform.web.Problems.Flaw;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code changes} as far as that is possible without the invoice: paths that exist, values of their type. */
final class ChangesReader {

    private static final int MAX_CHANGES = 5_000;

    private final List<Flaw> flaws = new ArrayList<>();

    private ChangesReader() {}

    /**
     * The changes that are asked for.
     *
     * @param changes new values by path: a string, {@code null}, or at a row's path an object of the new row's fields
     * @throws InvalidChanges with a pointer to each flaw
     */
    static List<RequestedChange> read(@Nullable Map<String, JsonNode> changes) {
        if (changes == null) {
            throw new InvalidChanges(List.of(new Flaw("/changes", "REQUIRED", "A correction needs changes.")));
        }
        if (changes.size() > MAX_CHANGES) {
            throw new InvalidChanges(List.of(
                    new Flaw("/changes", "TOO_MANY_CHANGES", "At most %d changes at once.".formatted(MAX_CHANGES))));
        }
        ChangesReader reader = new ChangesReader();
        List<RequestedChange> requested = new ArrayList<>();
        changes.forEach((path, value) -> reader.change(path, value).ifPresent(requested::add));
        if (!reader.flaws.isEmpty()) {
            throw new InvalidChanges(reader.flaws);
        }
        return requested;
    }

    private Optional<RequestedChange> change(String path, JsonNode value) {
        String pointer = Flaw.pointer("changes", path);
        Optional<RowPath> row = RowPath.parse(path);
        if (row.isPresent()) {
            return value.isNull() ? Optional.of(new RemoveRow(row.get())) : addedRow(row.get(), value, pointer);
        }
        Optional<TermPath> term = TermPath.parse(path);
        if (term.isEmpty()) {
            return flaw(pointer, "UNKNOWN_TERM", "There is no term %s.".formatted(path));
        }
        if (value.isNull()) {
            return Optional.of(new ClearTerm(term.get()));
        }
        return value(term.get(), value, pointer).map(text -> new SetTerm(term.get(), text));
    }

    private Optional<RequestedChange> addedRow(RowPath row, JsonNode fields, String pointer) {
        if (!fields.isObject() || fields.isEmpty()) {
            return flaw(pointer, "INVALID_ROW", "A new row is an object of its fields, at least one.");
        }
        SequencedMap<TermPath, String> values = new LinkedHashMap<>();
        fields.forEachEntry((field, value) -> {
            String fieldPointer = pointer + Flaw.pointer(field);
            Optional<TermPath> term = TermPath.parse(row.field(field));
            if (term.isEmpty()) {
                flaw(fieldPointer, "UNKNOWN_TERM", "There is no term %s.".formatted(row.field(field)));
            } else if (!value.isNull()) {
                value(term.get(), value, fieldPointer).ifPresent(text -> values.put(term.get(), text));
            }
        });
        if (values.isEmpty() && flaws.isEmpty()) {
            return flaw(pointer, "INVALID_ROW", "A new row needs at least one value.");
        }
        return Optional.of(new AddRow(row, values));
    }

    private Optional<String> value(TermPath term, JsonNode node, String pointer) {
        TermType type = term.term().type();
        if (!node.isString()) {
            return flaw(
                    pointer,
                    "NOT_A_STRING",
                    "Values are strings: %s.".formatted(term.term().name()));
        }
        String value = type.normalise(node.stringValue());
        if (!type.accepts(value)) {
            return flaw(
                    pointer,
                    "INVALID_" + type.name(),
                    "%s must be %s.".formatted(term.term().name(), type.description()));
        }
        return Optional.of(value);
    }

    private <T> Optional<T> flaw(String pointer, String code, String message) {
        flaws.add(new Flaw(pointer, code, message));
        return Optional.empty();
    }
}
