package io.countersign.domain;

import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.TermPath;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** One change that a correction asks for. Paths exist in the catalogue and values are of their term's type. */
public sealed interface RequestedChange {

    /** The member of {@code changes} that asked for it. */
    String path();

    /** Give a term a value. */
    record SetTerm(TermPath term, String value) implements RequestedChange {
        @Override
        public String path() {
            return term.value();
        }
    }

    /** Take a term's value away. */
    record ClearTerm(TermPath term) implements RequestedChange {
        @Override
        public String path() {
            return term.value();
        }
    }

    /**
     * Add a row.
     *
     * @param values the new row's terms by path, at least one
     */
    record AddRow(RowPath row, SequencedMap<TermPath, String> values) implements RequestedChange {
        @Override
        public String path() {
            return row.toString();
        }
    }

    /** Remove a row with all its terms. */
    record RemoveRow(RowPath row) implements RequestedChange {
        @Override
        public String path() {
            return row.toString();
        }
    }

    /** What these changes would set, by path; {@code null} clears. A removed row stands for itself. */
    static Map<String, @Nullable String> wanted(Iterable<RequestedChange> changes) {
        Map<String, @Nullable String> wanted = new LinkedHashMap<>();
        for (RequestedChange change : changes) {
            switch (change) {
                case SetTerm set -> wanted.put(set.path(), set.value());
                case ClearTerm clear -> wanted.put(clear.path(), null);
                case RemoveRow remove -> wanted.put(remove.path(), null);
                case AddRow add -> add.values().forEach((path, value) -> wanted.put(path.value(), value));
            }
        }
        return wanted;
    }
}
