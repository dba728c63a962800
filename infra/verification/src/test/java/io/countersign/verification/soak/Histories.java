package io.countersign.verification.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.verification.Client;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What is stored in the end, as the service tells it. A decision's place in its invoice's list is its version. */
final class Histories {

    private static final int PAGE = 200;

    private final Map<String, List<Decided>> byInvoice = new LinkedHashMap<>();

    private Histories() {}

    /** One entry of a history. */
    record Decided(int reviewVersion, UUID commandId) {}

    static Histories read(Client client, List<String> invoices) throws IOException {
        Histories histories = new Histories();
        for (String invoice : invoices) {
            List<Decided> history = read(client, invoice);
            assertThat(history)
                    .extracting(Decided::reviewVersion)
                    .as("versions of %s without holes", invoice)
                    .isEqualTo(IntStream.range(0, history.size()).boxed().toList());
            histories.byInvoice.put(invoice, history);
        }
        return histories;
    }

    List<Decided> of(String invoiceId) {
        return Objects.requireNonNull(byInvoice.get(invoiceId));
    }

    void forEach(BiConsumer<String, List<Decided>> action) {
        byInvoice.forEach(action);
    }

    private static List<Decided> read(Client client, String invoice) throws IOException {
        List<Decided> history = new ArrayList<>();
        String path = "/api/invoices/" + invoice + "/history?limit=" + PAGE;
        @Nullable String page = path;
        while (page != null) {
            JsonNode body = client.get(page).body();
            for (JsonNode item : body.get("items")) {
                history.add(new Decided(
                        item.get("review_version").asInt(),
                        UUID.fromString(item.get("command_id").asString())));
            }
            JsonNode next = body.get("next_cursor");
            page = next.isNull() ? null : path + "&cursor=" + next.asString();
        }
        return history;
    }
}
