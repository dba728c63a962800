package io.countersign.query.mentions;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.countersign.contract.discussion.Comment;
import io.countersign.contract.review.InvoiceId;
import io.countersign.query.platform.CurrentReviews;
import io.countersign.query.platform.EventFeed;
import java.util.List;
import org.springframework.messaging.simp.SimpMessageSendingOperations;
import org.springframework.stereotype.Component;

/** Tells people at once that somebody mentioned them. */
@Component
final class MentionPush implements EventFeed.CommentListener {

    private final SimpMessageSendingOperations messages;
    private final CurrentReviews reviews;

    MentionPush(SimpMessageSendingOperations messages, CurrentReviews reviews) {
        this.messages = messages;
        this.reviews = reviews;
    }

    /**
     * The message.
     *
     * @param type always {@code mentioned}
     */
    record Mentioned(String type, @JsonUnwrapped Mention mention) {}

    @Override
    public void onComment(InvoiceId invoiceId, Comment comment) {
        List<String> mentioned = MentionView.mentioned(comment).toList();
        if (mentioned.isEmpty()) {
            return;
        }
        Mention mention = new Mention(
                invoiceId,
                reviews.of(invoiceId)
                        .flatMap(now -> now.review().invoice().text("invoice_number"))
                        .orElse(null),
                comment.number(),
                comment.actor(),
                comment.at(),
                comment.text(),
                comment.term());
        mentioned.forEach(
                user -> messages.convertAndSend("/topic/mentions." + user, new Mentioned("mentioned", mention)));
    }
}
