package io.countersign.contract.invoice;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.TermPath;
import io.countersign.contract.terms.TermType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An invoice: the values of its business terms by path. A row of a repeated group exists while one of its terms has a
 * value; rows keep the order in which they came.
 *
 * @param values values by path, rows flattened ({@code lines.l3.net_amount})
 */
public record Invoice(@JsonValue SequencedMap<String, String> values) {

    public static final Invoice EMPTY = new Invoice(new LinkedHashMap<>());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Invoice {
        values = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(values));
    }

    /** The value at a path, as text. */
    public Optional<String> text(String path) {
        return Optional.ofNullable(values.get(path));
    }

    /** The value at a path as a number; empty where there is none or it is no number. */
    public Optional<BigDecimal> number(String path) {
        return text(path).flatMap(TermType::decimal);
    }

    /** The rows of a group, e.g. {@code lines}, in the order in which they came. */
    public List<Row> rows(String group) {
        return rows().getOrDefault(group, List.of());
    }

    /** All rows by group, those of each in the order in which they came. */
    public Map<String, List<Row>> rows() {
        Map<String, Map<String, String>> fields = new LinkedHashMap<>();
        values.forEach((path, value) -> {
            int dot = path.indexOf('.', path.indexOf('.') + 1);
            if (dot > 0) {
                fields.computeIfAbsent(path.substring(0, dot), _ -> new LinkedHashMap<>())
                        .put(path.substring(dot + 1), value);
            }
        });
        Map<String, List<Row>> rows = new HashMap<>();
        fields.forEach((name, ofRow) -> RowPath.parse(name)
                .ifPresent(row -> rows.computeIfAbsent(row.group(), _ -> new ArrayList<>())
                        .add(new Row(row, Collections.unmodifiableMap(ofRow)))));
        return rows;
    }

    /** Whether the row has at least one term. */
    public boolean has(RowPath row) {
        return !pathsOf(row).isEmpty();
    }

    /** The paths of the row's terms that have a value. */
    public List<String> pathsOf(RowPath row) {
        String prefix = row + ".";
        return values.keySet().stream().filter(path -> path.startsWith(prefix)).toList();
    }

    /** The invoice after these changes. */
    public Invoice with(List<TermChange> changes) {
        SequencedMap<String, String> next = new LinkedHashMap<>(values);
        for (TermChange change : changes) {
            String after = change.after();
            if (after == null) {
                next.remove(change.term());
            } else {
                next.put(change.term(), after);
            }
        }
        return new Invoice(next);
    }

    /** What leads from this invoice to {@code other}, compared by meaning; in this invoice's order, then the other's. */
    public List<TermChange> changesTo(Invoice other) {
        Set<String> paths = new LinkedHashSet<>(values.keySet());
        paths.addAll(other.values.keySet());
        List<TermChange> changes = new ArrayList<>();
        for (String path : paths) {
            String before = values.get(path);
            String after = other.values.get(path);
            if (!sameMeaning(path, before, after)) {
                changes.add(new TermChange(path, before, after));
            }
        }
        return changes;
    }

    /** Whether two values of the term at {@code path} mean the same; {@code null} is no value. */
    public static boolean sameMeaning(String path, @Nullable String left, @Nullable String right) {
        if (left == null || right == null) {
            return left == null && right == null;
        }
        return TermPath.of(path).term().type().sameMeaning(left, right);
    }
}
