package io.countersign.platform.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.discussion.CommentAdded;
import io.countersign.contract.invoice.Invoice;
import io.countersign.contract.invoice.TermChange;
import io.countersign.contract.review.Forced;
import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent;
import io.countersign.contract.review.ReviewEvent.InvoiceApproved;
import io.countersign.contract.review.ReviewEvent.InvoiceCorrected;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.contract.review.ReviewEvent.InvoiceReceived;
import io.countersign.contract.review.ReviewEvent.InvoiceRejected;
import io.countersign.contract.review.ReviewEvent.InvoiceReopened;
import io.countersign.contract.review.SourceDocument;
import io.countersign.contract.review.StaleDecisionRejected;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SimpleSerializedObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What stands in the store can never be changed, so its JSON is frozen: a file for each event, with all members and with
 * only those that every event has. A new shape is a new file beside the old one, and the old one must stay readable.
 */
class EventJsonTest {

    private static final InvoiceId ID = new InvoiceId(UUID.fromString("01930000-0000-7000-8000-000000000001"));

    /** An event and the name of the file with its JSON. */
    record Frozen(String file, Object event) {}

    static final List<Frozen> EVENTS = List.of(
            new Frozen(
                    "InvoiceReceived",
                    new InvoiceReceived(
                            ID,
                            new SourceDocument("application/pdf", "0123abcd", 4711, "Rechnung März.pdf"),
                            invoice("invoice_number", "R-1", "lines.l1.item_name", "Fö\"ö\" \\ 🍫"),
                            confidence("invoice_number", "0.93", "lines.l1.item_name", "1"))),
            new Frozen(
                    "InvoiceReceived-least",
                    new InvoiceReceived(
                            ID,
                            new SourceDocument("application/xml", "0123abcd", 4711, null),
                            invoice("invoice_number", "R-1"),
                            Map.of())),
            new Frozen(
                    "InvoiceCorrected",
                    new InvoiceCorrected(
                            ID,
                            List.of(
                                    new TermChange("seller.name", "Acme", "Acme Corp"),
                                    new TermChange("due_date", null, "2026-07-16"),
                                    new TermChange("buyer_reference", "PO-1", null)),
                            "as on the letterhead")),
            new Frozen(
                    "InvoiceCorrected-least",
                    new InvoiceCorrected(ID, List.of(new TermChange("seller.name", "Acme", "Acme Corp")), null)),
            new Frozen(
                    "InvoiceCorrected-forced",
                    new InvoiceCorrected(
                            ID,
                            List.of(new TermChange("seller.name", "Acme Corp", "Acme")),
                            "as before",
                            new Forced("they called", 5, List.of("seller.name", "due_date")))),
            new Frozen("InvoiceApproved", new InvoiceApproved(ID, "checked by phone", "rounding")),
            new Frozen("InvoiceApproved-least", new InvoiceApproved(ID, null, null)),
            new Frozen("InvoiceRejected", new InvoiceRejected(ID, "not_ordered", "nobody knows them")),
            new Frozen("InvoiceRejected-least", new InvoiceRejected(ID, "not_ordered", null)),
            new Frozen("InvoicePutOnHold", new InvoicePutOnHold(ID, "disputed", "call them")),
            new Frozen("InvoicePutOnHold-least", new InvoicePutOnHold(ID, "disputed", null)),
            new Frozen("InvoiceReopened", new InvoiceReopened(ID, "decided_in_error", "sorry")),
            new Frozen("InvoiceReopened-least", new InvoiceReopened(ID, "decided_in_error", null)),
            new Frozen("CommentAdded", new CommentAdded(ID, "@ben: \"wrong\"?\n🍫", "lines.l3.net_amount")),
            new Frozen("CommentAdded-least", new CommentAdded(ID, "fine", null)),
            new Frozen(
                    "StaleDecisionRejected",
                    new StaleDecisionRejected(
                            ID,
                            "correction",
                            "ben",
                            5,
                            6,
                            wanted("seller.name", "Acme", "lines.l2", null),
                            3,
                            Instant.parse("2026-11-21T10:42:00.123456Z"))),
            new Frozen(
                    "StaleDecisionRejected-least",
                    new StaleDecisionRejected(
                            ID, "approval", "ben", 5, 6, Map.of(), 1, Instant.parse("2026-11-21T10:42:00Z"))));

    private final EventJson json = new EventJson();

    @ParameterizedTest
    @FieldSource("EVENTS")
    void writesTheFrozenJson(Frozen frozen) {
        assertThat(json.serialize(frozen.event(), String.class).getData()).isEqualTo(text(frozen));
    }

    @ParameterizedTest
    @FieldSource("EVENTS")
    void readsTheFrozenJson(Frozen frozen) {
        assertThat(read(frozen, text(frozen))).isEqualTo(frozen.event());
    }

    @ParameterizedTest
    @FieldSource("EVENTS")
    void passesOverMembersThatItDoesNotKnow(Frozen frozen) {
        String later = text(frozen).replaceFirst("\\{", "{\"a_later_member\":{\"of\":[1,null]},");

        assertThat(read(frozen, later)).isEqualTo(frozen.event());
    }

    @ParameterizedTest
    @FieldSource("EVENTS")
    void storesUnderTheSimpleNameOfTheTypeAndRevision1(Frozen frozen) {
        SerializedObject<String> stored = json.serialize(frozen.event(), String.class);

        assertThat(stored.getType().getName()).isEqualTo(name(frozen));
        assertThat(stored.getType().getRevision()).isEqualTo("1");
    }

    @Test
    void freezesEveryEventWithAllMembersAndWithTheLeast() {
        List<String> names = Stream.concat(
                        Arrays.stream(ReviewEvent.class.getPermittedSubclasses()),
                        Stream.of(CommentAdded.class, StaleDecisionRejected.class))
                .map(Class::getSimpleName)
                .flatMap(name -> Stream.of(name, name + "-least"))
                .toList();

        assertThat(EVENTS).extracting(Frozen::file).containsAll(names).doesNotHaveDuplicates();
    }

    @Test
    void writesMetadataAsAPlainObject() {
        MetaData metadata =
                MetaData.from(EventMetadata.of("ben", UUID.fromString("01930000-0000-7000-8000-000000000002")));

        assertThat(json.serialize(metadata, String.class).getData())
                .isEqualTo("{\"actor\":\"ben\",\"command_id\":\"01930000-0000-7000-8000-000000000002\"}");
    }

    private Object read(Frozen frozen, String text) {
        return Objects.requireNonNull(
                json.deserialize(new SimpleSerializedObject<>(text, String.class, name(frozen), "1")));
    }

    private static String name(Frozen frozen) {
        return frozen.file().replaceFirst("-.*", "");
    }

    private static String text(Frozen frozen) {
        String file = "events/" + frozen.file() + ".json";
        try (InputStream in = Objects.requireNonNull(EventJsonTest.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Invoice invoice(String... values) {
        SequencedMap<String, String> terms = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            terms.put(values[i], values[i + 1]);
        }
        return new Invoice(terms);
    }

    private static Map<String, BigDecimal> confidence(String... values) {
        Map<String, BigDecimal> confidence = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            confidence.put(values[i], new BigDecimal(values[i + 1]));
        }
        return confidence;
    }

    private static Map<String, @Nullable String> wanted(
            String term, @Nullable String value, String other, @Nullable String otherValue) {
        Map<String, @Nullable String> wanted = new LinkedHashMap<>();
        wanted.put(term, value);
        wanted.put(other, otherValue);
        return wanted;
    }
}
