package io.countersign.query.mentions;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.web.MalformedRequest;
import io.countersign.query.platform.Cursor;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last mention of a page. */
record MentionPosition(Instant at, InvoiceId invoiceId, long number) {

    private static final String LIST = "mentions";
    /** Further than anything was or will be recorded; PostgreSQL does not hold all that Java reads. */
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** Where a page ended, as its cursor says. */
    static MentionPosition parse(String cursor) {
        return Cursor.read(LIST, cursor, 3)
                .flatMap(MentionPosition::of)
                .orElseThrow(() -> new MalformedRequest("The parameter cursor is none that this list gave out."));
    }

    /** The cursor of a page that ends with this mention. */
    static String cursorAfter(Mention mention) {
        return Cursor.write(
                LIST,
                List.of(mention.at().toString(), mention.invoiceId().toString(), Long.toString(mention.number())));
    }

    private static Optional<MentionPosition> of(List<@Nullable String> parts) {
        try {
            Instant at = Instant.parse(Objects.requireNonNullElse(parts.get(0), ""));
            long number = Long.parseLong(Objects.requireNonNullElse(parts.get(2), ""));
            return InvoiceId.parse(Objects.requireNonNullElse(parts.get(1), ""))
                    .filter(_ -> !at.isBefore(Instant.EPOCH) && !at.isAfter(LATEST))
                    .map(invoiceId -> new MentionPosition(at, invoiceId, number));
        } catch (DateTimeException | NumberFormatException notOurs) {
            return Optional.empty();
        }
    }
}
