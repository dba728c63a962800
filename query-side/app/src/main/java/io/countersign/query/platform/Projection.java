package io.countersign.query.platform;

/** Keeps a view up to date with what is stored. */
public sealed interface Projection permits ReviewProjection, DiscussionProjection {

    /** The name of its processor, e.g. {@code review-queue}; the place that it has read up to is kept under it. */
    String name();
}
