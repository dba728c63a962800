package io.countersign.query.discussion;

import io.countersign.contract.discussion.Comment;
import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.EventFeed;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.stereotype.Component;

/** Shows a new comment to everybody who has the discussion open. */
@Component
final class CommentPush implements EventFeed.CommentListener {

    private final SimpMessageSendingOperations messages;

    CommentPush(SimpMessageSendingOperations messages) {
        this.messages = messages;
    }

    /**
     * The message.
     *
     * @param type always {@code comment_added}
     */
    record CommentMessage(String type, InvoiceId invoiceId, Comment comment) {}

    @Override
    public void onComment(InvoiceId invoiceId, Comment comment) {
        messages.convertAndSend(
                "/topic/invoices." + invoiceId + ".comments", new CommentMessage("comment_added", invoiceId, comment));
    }
}
