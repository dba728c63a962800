package io.countersign.query.platform;

/** Keeps a view up to date with what is stored. */
public sealed interface Projection permits ReviewProjection, DiscussionProjection {

    /** The name of its processor, e.g. {@code review-queue}; the place that it has read up to is kept under it. */
    String name();

    /** The table of its view in the schema {@code read_model}. */
    String table();

    /** What it is made from. */
    default StreamKind streams() {
        return switch (this) {
            case ReviewProjection _ -> StreamKind.REVIEW;
            case DiscussionProjection _ -> StreamKind.DISCUSSION;
        };
    }
}
