package io.countersign.query.reviewqueue;

import io.countersign.contract.review.ReviewStatus;
import io.countersign.platform.web.MalformedRequest;
import io.countersign.query.platform.PageLimit;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which page of the queue somebody wants.
 *
 * @param statuses only these; all where empty
 * @param text only invoices whose number, seller or buyer holds it, as a {@link TextKey}; all where empty
 * @param claimedBy only invoices that this user has claimed; all where empty
 * @param after where the page before ended; empty for the first
 * @param limit how many at most
 */
record QueueQuery(
        Set<ReviewStatus> statuses,
        Optional<String> claimedBy,
        String text,
        QueueOrder order,
        Optional<QueuePosition> after,
        int limit) {

    private static final int MAX_TEXT_LENGTH = 200;
    private static final String STATUSES =
            Arrays.stream(ReviewStatus.values()).map(ReviewStatus::text).collect(Collectors.joining(", "));

    /**
     * The query of a request.
     *
     * @throws MalformedRequest where a parameter has a value that it cannot have
     */
    static QueueQuery of(
            @Nullable String status,
            @Nullable String claimedBy,
            @Nullable String text,
            @Nullable String sort,
            @Nullable Integer limit,
            @Nullable String cursor) {
        if (text != null && text.length() > MAX_TEXT_LENGTH) {
            throw new MalformedRequest("The parameter q must not be longer than " + MAX_TEXT_LENGTH + " characters.");
        }
        if (claimedBy != null && claimedBy.indexOf('\0') >= 0) {
            throw new MalformedRequest("The parameter claimed_by must be the name of a user.");
        }
        QueueOrder order = given(sort).map(QueueOrder::parse).orElse(QueueOrder.DEFAULT);
        return new QueueQuery(
                given(status).map(QueueQuery::statuses).orElse(Set.of()),
                given(claimedBy),
                given(text).map(TextKey::search).orElse(""),
                order,
                given(cursor).map(value -> QueuePosition.parse(value, order)),
                PageLimit.of(limit));
    }

    /** An empty parameter says as little as an absent one. */
    private static Optional<String> given(@Nullable String parameter) {
        return Optional.ofNullable(parameter).filter(value -> !value.isEmpty());
    }

    private static Set<ReviewStatus> statuses(String names) {
        return Arrays.stream(names.split(",", -1)).map(QueueQuery::status).collect(Collectors.toUnmodifiableSet());
    }

    private static ReviewStatus status(String name) {
        return ReviewStatus.parse(name)
                .orElseThrow(() -> new MalformedRequest("The parameter status must be among " + STATUSES + "."));
    }
}
