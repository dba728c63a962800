package io.countersign.query.platform;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.web.MalformedRequest;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Parameters that several questions have. An empty one says as little as an absent one. */
public final class Parameters {

    /** In UTF-16, as directories of users count; no name that is longer fits where names are shown or sent on. */
    private static final int LONGEST_NAME = 255;

    private Parameters() {}

    /** What a request says. */
    public static Optional<String> given(@Nullable String parameter) {
        return Optional.ofNullable(parameter).filter(value -> !value.isEmpty());
    }

    /**
     * The user whom a request names as {@code actor}.
     *
     * @throws MalformedRequest where no user can have that name
     */
    public static Optional<String> actor(@Nullable String actor) {
        Optional<String> name = given(actor);
        if (name.filter(text -> text.isBlank()
                        || text.length() > LONGEST_NAME
                        || text.chars().anyMatch(Character::isISOControl))
                .isPresent()) {
            throw new MalformedRequest("The parameter actor must be the name of a user.");
        }
        return name;
    }

    /**
     * The invoice that a request names as {@code invoice_id}.
     *
     * @throws MalformedRequest where that is no id
     */
    public static Optional<InvoiceId> invoiceId(@Nullable String invoiceId) {
        return given(invoiceId)
                .map(text -> InvoiceId.parse(text)
                        .orElseThrow(() -> new MalformedRequest(
                                "The parameter invoice_id must be the id of an invoice, a UUID.")));
    }

    /** The id of a run or an export that stands in a path; empty where it is none. */
    public static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
