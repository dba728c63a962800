package io.countersign.contract.review;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Why an invoice is rejected, put on hold or reopened. */
public enum ReasonCode {
    WRONG_AMOUNTS("The amounts are wrong", Kind.REJECTION),
    NOT_ORDERED("Nothing of this was ordered", Kind.REJECTION),
    NOT_DELIVERED("Goods or services did not arrive", Kind.REJECTION, Kind.HOLD),
    DUPLICATE("The same was invoiced before", Kind.REJECTION),
    WRONG_BUYER("It is for somebody else", Kind.REJECTION),
    INCOMPLETE("Required information is missing", Kind.REJECTION, Kind.HOLD),
    DISPUTED("We are in dispute with the seller", Kind.HOLD),
    AWAITING_CREDIT_NOTE("A credit note is to come", Kind.HOLD),
    INFORMATION_RECEIVED("What was missing has arrived", Kind.REOPENING),
    DECIDED_IN_ERROR("The decision was a mistake", Kind.REOPENING),
    SELLER_OBJECTED("The seller objected", Kind.REOPENING),
    OTHER("Another reason", Kind.REJECTION, Kind.HOLD, Kind.REOPENING);

    /** The kinds of decision that need a reason code. */
    public enum Kind {
        REJECTION,
        HOLD,
        REOPENING;

        /** Its name in the API, e.g. {@code rejection}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final String label;
    private final List<Kind> kinds;

    ReasonCode(String label, Kind... kinds) {
        this.label = label;
        this.kinds = List.of(kinds);
    }

    /** What the API and the events call it, e.g. {@code wrong_amounts}. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What a person reads. */
    public String label() {
        return label;
    }

    /** The kinds of decision that it can be given for. */
    public List<Kind> kinds() {
        return kinds;
    }

    /** The code that {@code text} names, where it can be given for {@code kind}. */
    public static Optional<ReasonCode> parse(String text, Kind kind) {
        return Arrays.stream(values())
                .filter(reason -> reason.code().equals(text) && reason.kinds.contains(kind))
                .findFirst();
    }
}
