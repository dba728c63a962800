package io.countersign.query.platform;

import io.countersign.platform.web.MalformedRequest;
import org.jspecify.annotations.Nullable;

/** How many items a page holds. */
public final class PageLimit {

    private static final int DEFAULT = 50;
    private static final int MAX = 200;

    private PageLimit() {}

    /**
     * The number that a request asks for, 50 where it does not say.
     *
     * @throws MalformedRequest unless it is from 1 to 200
     */
    public static int of(@Nullable Integer limit) {
        if (limit == null) {
            return DEFAULT;
        }
        if (limit < 1 || limit > MAX) {
            throw new MalformedRequest("The parameter limit must be a number from 1 to " + MAX + ".");
        }
        return limit;
    }
}
