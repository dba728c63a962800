package io.countersign.query.exports;

import io.countersign.contract.review.InvoiceId;
import io.countersign.platform.web.MalformedRequest;
import io.countersign.query.platform.InstantParameter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which events an export holds; what is {@code null} was not asked for.
 *
 * @param from recorded then or later
 * @param to recorded before
 * @param actor who decided, said something or tried
 * @param invoiceId concerns this invoice
 */
record ExportFilter(
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable String actor,
        @Nullable InvoiceId invoiceId) {

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    /**
     * The filter that a request asks for; what is empty is not asked for.
     *
     * @throws MalformedRequest where a parameter is not what it should be
     */
    static ExportFilter parse(
            @Nullable String from, @Nullable String to, @Nullable String actor, @Nullable String invoiceId) {
        ExportFilter filter = new ExportFilter(
                given(from).map(text -> instant("from", text)).orElse(null),
                given(to).map(text -> instant("to", text)).orElse(null),
                given(actor).map(ExportFilter::actor).orElse(null),
                given(invoiceId).map(ExportFilter::invoiceId).orElse(null));
        if (filter.from != null && filter.to != null && filter.from.isAfter(filter.to)) {
            throw new MalformedRequest("The parameter from must not be later than the parameter to.");
        }
        return filter;
    }

    /** Whether it holds everything. */
    boolean selectsAll() {
        return !asksForContent() && invoiceId == null;
    }

    /** Whether an event must be looked into to know whether it belongs to the export. */
    boolean asksForContent() {
        return from != null || to != null || actor != null;
    }

    /** Whether an event that was recorded then belongs to the export. */
    boolean covers(Instant recordedAt) {
        return (from == null || !recordedAt.isBefore(from)) && (to == null || recordedAt.isBefore(to));
    }

    private static Optional<String> given(@Nullable String parameter) {
        return Optional.ofNullable(parameter).filter(value -> !value.isEmpty());
    }

    private static Instant instant(String parameter, String text) {
        // The store's instants have microseconds.
        Instant instant = InstantParameter.of(parameter, text).truncatedTo(ChronoUnit.MICROS);
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw new MalformedRequest("The parameter " + parameter + " must be an instant in the years 1 to 9999.");
        }
        return instant;
    }

    private static String actor(String text) {
        if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
            throw new MalformedRequest("The parameter actor must be the name of a user.");
        }
        return text;
    }

    private static InvoiceId invoiceId(String text) {
        return InvoiceId.parse(text)
                .orElseThrow(
                        () -> new MalformedRequest("The parameter invoice_id must be the id of an invoice, a UUID."));
    }
}
