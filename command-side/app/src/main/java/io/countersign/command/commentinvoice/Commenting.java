package io.countersign.command.commentinvoice;

import io.countersign.command.platform.DecisionResult;
import io.countersign.command.platform.Signature;
import io.countersign.command.platform.SignedCommands;
import io.countersign.command.platform.SignedCommands.Signed;
import io.countersign.command.platform.Turns;
import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.platform.eventstore.Discussions;
import io.countersign.platform.eventstore.ReviewHistory;
import io.countersign.platform.web.InvoiceNotFound;
import java.util.List;
import java.util.Optional;
import org.axonframework.modelling.command.AggregateStreamCreationException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Adds comments, all of them: whoever loses a race to another comment comes right after it. */
@Component
class Commenting {

    private final SignedCommands commands;
    private final JsonMapper json;
    private final ReviewHistory history;
    private final Discussions discussions;
    private final Turns turns = new Turns();

    Commenting(SignedCommands commands, JsonMapper json, ReviewHistory history, Discussions discussions) {
        this.commands = commands;
        this.json = json;
        this.history = history;
        this.discussions = discussions;
    }

    /**
     * Adds a comment.
     *
     * @throws InvoiceNotFound where there is no such invoice
     */
    Comment add(CommentAdded event, Signature signature) {
        history.currentVersion(event.invoiceId())
                .orElseThrow(() -> new InvoiceNotFound(event.invoiceId().toString()));
        Signed request = commands.sign(
                new AddComment(event), () -> json.writeValueAsBytes(List.of("comment", event)), signature);
        long number = turns.take(event.invoiceId(), () -> number(request));
        return discussions.comment(event.invoiceId(), number).orElseThrow();
    }

    private static long number(Signed request) {
        Optional<DecisionResult> result = request.replay();
        while (result.isEmpty()) {
            result = sent(request);
        }
        return result.get().reviewVersion();
    }

    /** What was stored; empty where somebody else was first, whose comment stands there now. */
    private static Optional<DecisionResult> sent(Signed request) {
        try {
            return Optional.of(request.send(DecisionResult.class));
        } catch (ConcurrencyException | AggregateStreamCreationException | DuplicateKeyException lostTheRace) {
            return request.replay();
        }
    }
}
