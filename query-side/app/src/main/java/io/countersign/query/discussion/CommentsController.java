package io.countersign.query.discussion;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.eventstore.Discussions;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.platform.web.InvoiceNotFound;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What was said about an invoice. */
@RestController
class CommentsController {

    private final Discussions discussions;
    private final ReviewHistory history;

    CommentsController(Discussions discussions, ReviewHistory history) {
        this.discussions = discussions;
        this.history = history;
    }

    /** The comments, oldest first. */
    @GetMapping("/api/invoices/{id}/comments")
    Discussion comments(@PathVariable String id) {
        InvoiceId invoiceId = InvoiceNotFound.orId(id);
        List<Comment> comments = discussions.of(invoiceId);
        if (comments.isEmpty() && history.currentVersion(invoiceId).isEmpty()) {
            throw new InvoiceNotFound(id);
        }
        return new Discussion(comments);
    }

    /** All that was said. */
    record Discussion(List<Comment> items) {}
}
