package io.countersign.command.commentinvoice;

import io.countersign.command.platform.InvalidChanges;
import io.countersign.command.platform.RequestText;
import io.countersign.command.platform.Signature;
import io.countersign.contract.discussion.Comment;
import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.TermPath;
import io.countersign.platform.web.InvoiceNotFound;
import io.countersign.platform.web.Problems.Flaw;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /api/invoices/{id}/comments}. */
@RestController
class CommentInvoiceController {

    private static final int MAX_LENGTH = 4_000;

    /**
     * Says something.
     *
     * @param text what; mentions people as {@code @name}
     * @param term path of the term or row that it is about
     */
    record NewComment(@Nullable String text, @Nullable String term) {}

    private final Commenting commenting;

    CommentInvoiceController(Commenting commenting) {
        this.commenting = commenting;
    }

    @PostMapping("/api/invoices/{id}/comments")
    @ResponseStatus(HttpStatus.CREATED)
    Comment comment(@PathVariable String id, @RequestBody NewComment comment, Signature signature) {
        String text = RequestText.demand("/text", comment.text(), MAX_LENGTH);
        String term = comment.term();
        if (term != null
                && TermPath.parse(term).isEmpty()
                && RowPath.parse(term).isEmpty()) {
            throw new InvalidChanges(
                    List.of(new Flaw("/term", "UNKNOWN_TERM", "There is no term %s.".formatted(term))));
        }
        return commenting.add(new CommentAdded(InvoiceNotFound.orId(id), text, term), signature);
    }
}
