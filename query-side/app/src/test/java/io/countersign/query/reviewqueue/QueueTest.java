package io.countersign.query.reviewqueue;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import io.countersign.contract.review.ReviewEvent.InvoicePutOnHold;
import io.countersign.query.Eventually;
import io.countersign.query.OtherProcess;
import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class QueueTest {

    private final TestDatabase database = TestDatabase.create();
    private final OtherProcess other = new OtherProcess(database);
    private final QuerySideProcess querySide = new QuerySideProcess(database);

    @AfterEach
    void stop() {
        querySide.close();
        other.close();
    }

    @Test
    void showsEachInvoiceAsItsEventsMadeIt() {
        InvoiceId invoice = other.receive(Map.of(
                "invoice_number", "F124212",
                "seller.name", "Au bon moulin",
                "buyer.name", "Ma jolie boutique",
                "issue_date", "2026-06-17",
                "due_date", "2026-07-16",
                "currency", "EUR",
                "totals.amount_due", "208.03"));
        other.correct(invoice, 1, "ben", "due_date", "2026-07-16", "2026-07-31");

        Eventually.that(() -> {
            JsonNode row = querySide.json("/api/invoices").at("/items/0");
            assertThat(row.at("/review_version").asInt()).isEqualTo(1);
            assertThat(row.at("/invoice_id").stringValue()).isEqualTo(invoice.toString());
            assertThat(row.at("/status").stringValue()).isEqualTo("in_review");
            assertThat(row.at("/invoice_number").stringValue()).isEqualTo("F124212");
            assertThat(row.at("/seller_name").stringValue()).isEqualTo("Au bon moulin");
            assertThat(row.at("/buyer_name").stringValue()).isEqualTo("Ma jolie boutique");
            assertThat(row.at("/issue_date").stringValue()).isEqualTo("2026-06-17");
            assertThat(row.at("/due_date").stringValue()).isEqualTo("2026-07-31");
            assertThat(row.at("/currency").stringValue()).isEqualTo("EUR");
            assertThat(row.at("/amount_due").stringValue()).isEqualTo("208.03");
            assertThat(row.at("/changed_by").stringValue()).isEqualTo("ben");
            assertThat(row.has("error_findings")).isTrue();
            assertThat(row.at("/claim").isNull()).isTrue();
        });
    }

    @Test
    void filtersByStatus() {
        InvoiceId held = other.receive(Map.of("invoice_number", "1"));
        InvoiceId corrected = other.receive(Map.of("invoice_number", "2"));
        other.receive(Map.of("invoice_number", "3"));
        other.append(1, new InvoicePutOnHold(held, "MISSING_ORDER", null), "ben");
        other.correct(corrected, 1, "ben", "invoice_number", "2", "2b");

        Eventually.that(() -> {
            assertThat(numbers("/api/invoices?status=on_hold")).containsExactly("1");
            assertThat(numbers("/api/invoices?status=in_review")).containsExactly("2b");
            assertThat(numbers("/api/invoices?status=received")).containsExactly("3");
            assertThat(numbers("/api/invoices?status=on_hold,received&sort=invoice_number"))
                    .containsExactly("1", "3");
        });
    }

    @Test
    void findsTextWithoutCaseOrAccentsInNumberSellerAndBuyer() {
        other.receive(Map.of("invoice_number", "100%_A", "seller.name", "Müller & Söhne", "buyer.name", "Acme"));
        other.receive(Map.of("invoice_number", "B2", "seller.name", "Other", "buyer.name", "MULLER GmbH"));
        other.receive(Map.of("invoice_number", "C3", "seller.name", "Back\\slash"));
        Eventually.that(() -> assertThat(numbers("/api/invoices")).hasSize(3));

        assertThat(numbers("/api/invoices?sort=invoice_number&q=" + encoded("müller")))
                .containsExactly("100%_A", "B2");
        assertThat(numbers("/api/invoices?q=" + encoded("0%_a"))).containsExactly("100%_A");
        assertThat(numbers("/api/invoices?q=" + encoded("%"))).containsExactly("100%_A");
        assertThat(numbers("/api/invoices?q=" + encoded("B_"))).isEmpty();
        assertThat(numbers("/api/invoices?q=" + encoded("k\\s"))).containsExactly("C3");
        assertThat(numbers("/api/invoices?q=" + encoded("acme\u0000"))).containsExactly("100%_A");
    }

    @Test
    void sortsByEachColumnInBothDirectionsWithMissingValuesLast() {
        other.receive(Map.of(
                "invoice_number", "b", "due_date", "2026-03-01", "totals.amount_due", "9.00", "seller.name", "ärger"));
        other.receive(Map.of(
                "invoice_number", "A", "due_date", "2026-01-01", "totals.amount_due", "10", "seller.name", "Zoo"));
        other.receive(Map.of("invoice_number", "c", "due_date", "soon", "totals.amount_due", "about 5"));
        Eventually.that(() -> assertThat(numbers("/api/invoices")).hasSize(3));

        assertThat(numbers("/api/invoices")).containsExactly("c", "A", "b");
        assertThat(numbers("/api/invoices?sort=changed_at")).containsExactly("b", "A", "c");
        assertThat(numbers("/api/invoices?sort=due_date")).containsExactly("A", "b", "c");
        assertThat(numbers("/api/invoices?sort=-due_date")).containsExactly("b", "A", "c");
        assertThat(numbers("/api/invoices?sort=amount_due")).containsExactly("b", "A", "c");
        assertThat(numbers("/api/invoices?sort=-amount_due")).containsExactly("A", "b", "c");
        assertThat(numbers("/api/invoices?sort=invoice_number")).containsExactly("A", "b", "c");
        assertThat(numbers("/api/invoices?sort=seller_name")).containsExactly("b", "A", "c");
        assertThat(numbers("/api/invoices?sort=-seller_name")).containsExactly("A", "b", "c");
        assertThat(numbers("/api/invoices?sort=error_findings")).hasSize(3);
        assertThat(numbers("/api/invoices?sort=buyer_name")).hasSize(3);
        assertThat(numbers("/api/invoices?sort=-issue_date")).hasSize(3);
    }

    @Test
    void pagesThroughEveryInvoiceOnceInEveryOrder() {
        for (int i = 0; i < 23; i++) {
            other.receive(
                    i % 4 == 0
                            ? Map.of("invoice_number", "n" + i)
                            : Map.of(
                                    "invoice_number",
                                    "n" + i,
                                    "due_date",
                                    "2026-01-0" + (1 + i % 3),
                                    "totals.amount_due",
                                    "7.50"));
        }
        Eventually.that(() -> assertThat(numbers("/api/invoices?limit=200")).hasSize(23));

        for (String column : List.of(
                "changed_at",
                "due_date",
                "issue_date",
                "amount_due",
                "invoice_number",
                "seller_name",
                "buyer_name",
                "error_findings")) {
            for (String direction : List.of("", "-")) {
                String sort = direction + column;
                assertThat(pages("/api/invoices?limit=5&sort=" + sort, () -> {}))
                        .as(sort)
                        .hasSize(23)
                        .doesNotHaveDuplicates()
                        .isEqualTo(numbers("/api/invoices?limit=200&sort=" + sort));
            }
        }
    }

    @Test
    void skipsAndRepeatsNothingThatStaysWhileOthersChange() {
        List<InvoiceId> moving = new ArrayList<>();
        Set<String> staying = new TreeSet<>();
        for (int i = 0; i < 30; i++) {
            if (i % 3 == 0) {
                moving.add(other.receive(Map.of("invoice_number", "moving" + i, "due_date", "2026-02-01")));
            } else {
                other.receive(Map.of("invoice_number", "staying" + i, "due_date", "2026-02-0" + (1 + i % 9)));
                staying.add("staying" + i);
            }
        }
        Eventually.that(() -> assertThat(numbers("/api/invoices?limit=200")).hasSize(30));

        List<String> seen = pages("/api/invoices?limit=4&sort=due_date", () -> {
            if (!moving.isEmpty()) {
                InvoiceId next = moving.removeFirst();
                other.correct(next, 1, "ben", "due_date", "2026-02-01", moving.size() % 2 == 0 ? "2026-01-01" : null);
                Eventually.that(() -> assertThat(querySide
                                .json("/api/invoices?limit=200&status=in_review")
                                .at("/items")
                                .values())
                        .anyMatch(row -> row.at("/invoice_id").stringValue().equals(next.toString())));
            }
        });

        assertThat(seen.stream().filter(number -> number.startsWith("staying")).toList())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(staying);
    }

    @Test
    void refusesWhatIsNoOrderPageOrStatusAndNamesTheParameter() {
        for (int i = 0; i < 3; i++) {
            other.receive(Map.of("invoice_number", "n" + i));
        }
        Eventually.that(() -> assertThat(numbers("/api/invoices")).hasSize(3));
        String cursor = querySide
                .json("/api/invoices?limit=1&sort=due_date")
                .at("/next_cursor")
                .stringValue();

        refuses("sort=password", "sort");
        refuses("sort=--due_date", "sort");
        refuses("limit=0", "limit");
        refuses("limit=201", "limit");
        refuses("limit=many", "limit");
        refuses("status=open", "status");
        refuses("cursor=nonsense", "cursor");
        refuses("cursor=" + cursor, "cursor");
        refuses("sort=-due_date&cursor=" + cursor, "cursor");
        refuses("q=" + "x".repeat(201), "q");
        assertThat(numbers("/api/invoices?sort=due_date&cursor=" + cursor)).hasSize(2);
    }

    @Test
    void showsAnInvoiceWhoseValuesFitNoColumn() {
        other.receive(Map.of(
                "invoice_number", "n".repeat(10_000),
                "seller.name", "s".repeat(10_000),
                "due_date", "2026-02-31",
                "currency", "Euro",
                "totals.amount_due", "1.234,50"));

        Eventually.that(() -> {
            JsonNode row = querySide.json("/api/invoices?sort=invoice_number").at("/items/0");
            assertThat(row.at("/seller_name").stringValue()).hasSize(10_000);
            assertThat(row.at("/due_date").isNull()).isTrue();
            assertThat(row.at("/amount_due").isNull()).isTrue();
        });
    }

    @Test
    void isEmptyForTheClaimsOfSomebodyWhoHasNone() {
        other.receive(Map.of("invoice_number", "1"));
        Eventually.that(() -> assertThat(numbers("/api/invoices")).hasSize(1));

        assertThat(numbers("/api/invoices?claimed_by=ben")).isEmpty();
    }

    private void refuses(String parameters, String named) {
        var response = querySide.get("/api/invoices?" + parameters);
        assertThat(response.statusCode()).as(parameters).isEqualTo(400);
        assertThat(QuerySideProcess.json(response).at("/error_code").stringValue())
                .isEqualTo("MALFORMED_REQUEST");
        assertThat(QuerySideProcess.json(response).at("/detail").stringValue()).contains(" " + named + " ");
    }

    private List<String> numbers(String path) {
        return numbers(querySide.json(path));
    }

    private static List<String> numbers(JsonNode page) {
        return page.at("/items").values().stream()
                .map(row -> row.at("/invoice_number").stringValue())
                .toList();
    }

    private List<String> pages(String path, Runnable between) {
        List<String> numbers = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            JsonNode page = querySide.json(cursor == null ? path : path + "&cursor=" + cursor);
            numbers.addAll(numbers(page));
            cursor = page.at("/next_cursor").isNull()
                    ? null
                    : page.at("/next_cursor").stringValue();
            between.run();
        } while (cursor != null);
        return numbers;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
