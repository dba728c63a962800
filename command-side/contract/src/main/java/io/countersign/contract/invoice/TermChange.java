package io.countersign.contract.invoice;

import org.jspecify.annotations.Nullable;

/**
 * One term before and after.
 *
 * @param term the term's path, e.g. {@code due_date}
 * @param before its value before, {@code null} where it had none
 * @param after its value after, {@code null} where it was cleared or its row removed
 */
public record TermChange(
        String term, @Nullable String before, @Nullable String after) {}
