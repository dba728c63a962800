package io.countersign.contract.conflicts;

import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.TermPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which of the changes that somebody wants to make on a stale version clash with what others changed meanwhile. The
 * browser has the same function; {@code conflict-cases.json} holds both to the same answers.
 *
 * @param conflicting paths that the person has to look at, in the order wanted
 * @param mergeable paths that apply to the current version as they are, in the order wanted
 */
public record Conflicts(List<String> conflicting, List<String> mergeable) {

    public Conflicts {
        conflicting = List.copyOf(conflicting);
        mergeable = List.copyOf(mergeable);
    }

    /**
     * Sorts the wanted changes.
     *
     * @param base the invoice at the version that they were made on
     * @param current the invoice now
     * @param wanted new values by path; {@code null} clears a term or, at a row's path, removes the row
     */
    public static Conflicts between(Invoice base, Invoice current, Map<String, ? extends @Nullable String> wanted) {
        List<TermPath> theirs = theirs(base, current);
        ConflictGroups groups = new ConflictGroups(base, current);
        List<String> conflicting = new ArrayList<>();
        List<String> mergeable = new ArrayList<>();
        wanted.forEach((path, value) -> {
            boolean clashes = !isAlreadySo(current, path, value)
                    && terms(base, current, path)
                            .anyMatch(mine -> theirs.stream().anyMatch(their -> groups.clash(mine, their)));
            (clashes ? conflicting : mergeable).add(path);
        });
        return new Conflicts(conflicting, mergeable);
    }

    /**
     * Which of the changes that others made clash with what somebody wants to put through over them.
     *
     * @param base the invoice at the version that the person saw
     * @param current the invoice now
     * @param wanted as for {@link #between}
     * @return paths that others changed, in the order of the invoice
     */
    public static List<String> overridden(
            Invoice base, Invoice current, Map<String, ? extends @Nullable String> wanted) {
        ConflictGroups groups = new ConflictGroups(base, current);
        List<TermPath> mine = between(base, current, wanted).conflicting().stream()
                .flatMap(path -> terms(base, current, path))
                .toList();
        return theirs(base, current).stream()
                .filter(their -> mine.stream().anyMatch(term -> groups.clash(term, their)))
                .map(TermPath::value)
                .toList();
    }

    private static List<TermPath> theirs(Invoice base, Invoice current) {
        return base.changesTo(current).stream()
                .map(change -> TermPath.of(change.term()))
                .toList();
    }

    /** The terms that a wanted path stands for: itself, or all of the row that it removes. */
    private static Stream<TermPath> terms(Invoice base, Invoice current, String path) {
        return RowPath.parse(path)
                .map(row -> Stream.concat(base.pathsOf(row).stream(), current.pathsOf(row).stream()))
                .orElseGet(() -> Stream.of(path))
                .map(TermPath::of);
    }

    private static boolean isAlreadySo(Invoice current, String path, @Nullable String value) {
        return RowPath.parse(path)
                .map(row -> !current.has(row))
                .orElseGet(() -> Invoice.sameMeaning(path, current.text(path).orElse(null), value));
    }
}
