package io.countersign.query.platform;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param nextCursor where the next one begins, {@code null} on the last
 */
public record Page<T>(List<T> items, @Nullable String nextCursor) {

    /**
     * The page at the beginning of what was found.
     *
     * @param found one more than the page holds, where there is more
     * @param size how many items the page holds at most
     * @param cursor of a page that ends with an item
     */
    public static <T> Page<T> of(List<T> found, int size, Function<T, String> cursor) {
        if (found.size() <= size) {
            return new Page<>(found, null);
        }
        List<T> items = List.copyOf(found.subList(0, size));
        return new Page<>(items, cursor.apply(items.getLast()));
    }

    /** The same page with the items in another shape. */
    public <R> Page<R> map(Function<T, R> shape) {
        return new Page<>(items.stream().map(shape).toList(), nextCursor);
    }
}
