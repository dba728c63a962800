package io.countersign.query.auditsearch;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.terms.RowPath;
import io.countersign.contract.terms.Term;
import io.countersign.contract.terms.TermPath;
import io.countersign.contract.terms.Terms;
import io.countersign.platform.eventstore.StoredEvent;
import io.countersign.platform.eventstore.StoredEvent.Refused;
import io.countersign.platform.eventstore.StoredEvent.Reviewed;
import io.countersign.platform.eventstore.StoredEvent.Said;
import io.countersign.platform.eventstore.StoredEvent.Unreadable;
import io.countersign.platform.web.MalformedRequest;
import io.countersign.query.platform.Parameters;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which events somebody looks for; each part narrows it down.
 *
 * @param actor only what this user decided or said
 * @param types only events of these types
 * @param term only changes of, and comments on, paths that it holds for
 * @param value only changes from or to, and comments with, a text that holds it
 * @param invoiceId only what happened to this invoice
 * @param forced only corrections that were forced
 */
record EventFilter(
        Optional<String> actor,
        Set<String> types,
        Optional<Predicate<String>> term,
        Optional<Predicate<String>> value,
        Optional<InvoiceId> invoiceId,
        boolean forced)
        implements Predicate<StoredEvent> {

    private static final int MAX_VALUE_LENGTH = 200;
    private static final Set<String> ALL_TYPES = Stream.concat(
                    Arrays.stream(ReviewEvent.class.getPermittedSubclasses()), Stream.of(CommentAdded.class))
            .map(Class::getSimpleName)
            .collect(Collectors.toCollection(TreeSet::new));

    /**
     * The filter of a request. An empty parameter says as little as an absent one.
     *
     * @throws MalformedRequest where a parameter has a value that it cannot have
     */
    static EventFilter of(
            @Nullable String actor,
            @Nullable String event,
            @Nullable String term,
            @Nullable String value,
            @Nullable String invoiceId,
            boolean forced) {
        return new EventFilter(
                Parameters.actor(actor),
                Parameters.given(event).map(EventFilter::type).orElse(ALL_TYPES),
                Parameters.given(term).map(EventFilter::term),
                Parameters.given(value).map(EventFilter::value),
                Parameters.invoiceId(invoiceId),
                forced);
    }

    /** The way that passes the fewest others. */
    Trail trail() {
        return invoiceId
                .map(Trail::of)
                .or(() -> forced ? Optional.of(Trail.ofForced()) : Optional.empty())
                .or(() -> actor.map(Trail::ofActor))
                .or(() -> types.size() == 1 ? types.stream().findFirst().map(Trail::ofType) : Optional.empty())
                .orElseGet(Trail::ofAll);
    }

    /** What cannot be read may hold what is looked for, and is the last thing to be hidden from an auditor. */
    @Override
    public boolean test(StoredEvent stored) {
        return switch (stored.content()) {
            case Unreadable altered -> types.equals(ALL_TYPES) || types.contains(altered.type());
            case Reviewed reviewed -> isBy(reviewed.actor()) && isLookedFor(reviewed.event());
            case Said said -> isBy(said.actor()) && isLookedFor(said.event());
            case Refused _ -> false;
        };
    }

    private boolean isBy(String by) {
        return actor.filter(name -> !name.equals(by)).isEmpty();
    }

    private boolean isLookedFor(ReviewEvent event) {
        return (!forced || isForced(event)) && changesWhatIsLookedFor(event);
    }

    private boolean isLookedFor(CommentAdded comment) {
        return !forced && holds(term, comment.term()) && holds(value, comment.text());
    }

    private static boolean isForced(ReviewEvent event) {
        return event instanceof InvoiceCorrected corrected && corrected.forced() != null;
    }

    private boolean changesWhatIsLookedFor(ReviewEvent event) {
        return (term.isEmpty() && value.isEmpty()) || event.changes().stream().anyMatch(this::isLookedFor);
    }

    private boolean isLookedFor(TermChange change) {
        return holds(term, change.term()) && (holds(value, change.before()) || holds(value, change.after()));
    }

    private static boolean holds(Optional<Predicate<String>> condition, @Nullable String text) {
        return condition.isEmpty() || (text != null && condition.get().test(text));
    }

    private static Set<String> type(String event) {
        if (!ALL_TYPES.contains(event)) {
            throw new MalformedRequest("The parameter event must be among " + String.join(", ", ALL_TYPES) + ".");
        }
        return Set.of(event);
    }

    private static Predicate<String> term(String path) {
        Optional<Term> inAnyRow = Terms.at(path);
        if (inAnyRow.isPresent()) {
            return inPath -> TermPath.parse(inPath)
                    .filter(found -> found.term().equals(inAnyRow.get()))
                    .isPresent();
        }
        if (TermPath.parse(path).isPresent()) {
            return path::equals;
        }
        if (RowPath.parse(path).isPresent()) {
            return inPath -> inPath.equals(path) || inPath.startsWith(path + ".");
        }
        throw new MalformedRequest(
                "The parameter term must be the path of a term or a row, such as due_date, lines.l3, "
                        + "lines.l3.net_amount, or lines.KEY.net_amount for that of any row.");
    }

    private static Predicate<String> value(String text) {
        if (text.length() > MAX_VALUE_LENGTH) {
            throw new MalformedRequest(
                    "The parameter value must not be longer than " + MAX_VALUE_LENGTH + " characters.");
        }
        return Pattern.compile(text, Pattern.LITERAL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                .asPredicate();
    }
}
