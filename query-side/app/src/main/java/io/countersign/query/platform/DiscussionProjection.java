package io.countersign.query.platform;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.review.InvoiceId;
import java.util.List;
import java.util.Map;

/** Keeps a view up to date with the comments. */
public non-sealed interface DiscussionProjection extends Projection {

    /**
     * Takes in the comments of a batch, in the transaction that also keeps the place. Comments that were taken in before
     * may come again. What is wrong with one must not be thrown; what is thrown makes the whole batch come again.
     *
     * @param comments those on each invoice in the order of their numbers
     * @return for each invoice that it could not take all comments on, the first that stands in the way
     */
    Map<InvoiceId, Failure> apply(Map<InvoiceId, List<Comment>> comments);
}
