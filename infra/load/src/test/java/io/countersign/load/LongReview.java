package io.countersign.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A review of many events, written past the command side as it would have written them: an invoice of 100 terms, then
 * corrections of one to three terms, now and then put on hold and reopened.
 */
record LongReview(UUID invoiceId, int events) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LINES = 10;
    private static final int FEWEST_LINES = 5;
    private static final String NOTE = "as the seller said on the phone, and as the order of last month has it";

    static LongReview write(Connection database, int events) throws SQLException {
        return write(database, events, LINES);
    }

    /** The same of an invoice of that many lines. */
    static LongReview write(Connection database, int events, int lines) throws SQLException {
        LongReview review = new LongReview(UUID.randomUUID(), events);
        List<String> types = new ArrayList<>();
        List<String> payloads = new ArrayList<>();
        for (int version = 0; version < events; version++) {
            Map<String, Object> payload = new LinkedHashMap<>(Map.of("invoice_id", review.invoiceId()));
            types.add(review.event(version, lines, payload));
            payloads.add(JSON.writeValueAsString(payload));
        }
        try (PreparedStatement insert = database.prepareStatement("""
                INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
                SELECT ?, number - 1, gen_random_uuid(), type, '1', payload,
                    json_build_object('actor', 'ben', 'command_id', gen_random_uuid())
                FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS e (type, payload, number) ORDER BY number""")) {
            insert.setString(1, review.invoiceId().toString());
            insert.setArray(2, database.createArrayOf("text", types.toArray()));
            insert.setArray(3, database.createArrayOf("text", payloads.toArray()));
            insert.executeUpdate();
        }
        return review;
    }

    private String event(int version, int lines, Map<String, Object> payload) {
        if (version == 0) {
            payload.put("source", Map.of("media_type", "application/xml", "sha256", "00".repeat(32), "bytes", 8000));
            payload.put("terms", terms(lines));
            payload.put("confidence", Map.of());
            return "InvoiceReceived";
        }
        if (version % 50 > 47) {
            payload.put("reason_code", "other");
            payload.put("reason", "waits for the order");
            return version % 50 == 48 ? "InvoicePutOnHold" : "InvoiceReopened";
        }
        List<Map<String, @Nullable String>> changes = new ArrayList<>();
        changes.add(change("seller.name", "Nordlicht Papier GmbH " + version));
        if (version % 2 == 0) {
            changes.add(change("lines.l%d.net_amount".formatted(version % lines), version + ".00"));
        }
        if (version % 3 == 0) {
            changes.add(change("totals.amount_due", version + ".19"));
        }
        payload.put("changes", changes);
        payload.put("note", "as the seller said on the phone");
        return "InvoiceCorrected";
    }

    private static Map<String, @Nullable String> change(String term, String after) {
        Map<String, @Nullable String> change = new LinkedHashMap<>();
        change.put("term", term);
        change.put("before", "100.00");
        change.put("after", after);
        return change;
    }

    /** What a client sends to correct three terms on that version. */
    static String correction(long version) {
        return """
                {"expected_review_version": %d, "changes": {"seller.name": "Nordlicht Papier %d GmbH", \
                "lines.l%d.item_name": "Paper, 500 sheets, white, 80 g, lot %d", "totals.amount_due": "%d.19"}, \
                "note": "%s"}""".formatted(version, version, version % FEWEST_LINES, version, version, NOTE);
    }

    /** What is stored of it. */
    static String corrected(UUID invoice, long version) {
        return """
                {"invoice_id":"%s","changes":[\
                {"term":"seller.name","before":"Nordlicht Papier %d GmbH","after":"Nordlicht Papier %d GmbH"},\
                {"term":"lines.l%d.item_name","before":"Paper, 500 sheets","after":"Paper, 500 sheets, white, 80 g, lot %d"},\
                {"term":"totals.amount_due","before":"%d.19","after":"%d.19"}],\
                "note":"%s"}""".formatted(
                        invoice, version - 1, version, version % FEWEST_LINES, version, version - 1, version, NOTE);
    }

    /** What an invoice of that many lines says. */
    static Map<String, String> terms(int lines) {
        Map<String, String> terms = new LinkedHashMap<>();
        terms.put("invoice_number", "LOAD-1");
        terms.put("issue_date", "2026-01-05");
        terms.put("type_code", "380");
        terms.put("due_date", "2026-02-04");
        terms.put("currency", "EUR");
        terms.put("seller.name", "Nordlicht Papier GmbH");
        terms.put("seller.vat_identifier", "DE123456789");
        terms.put("seller.country_code", "DE");
        terms.put("seller.city", "Lübeck");
        terms.put("buyer.name", "Librairie du Port");
        terms.put("buyer.country_code", "FR");
        terms.put("buyer.city", "Le Havre");
        terms.put("payment.means_code", "58");
        terms.put("payment.account_identifier", "DE89370400440532013000");
        terms.put("payment_terms", "30 days net");
        terms.put("totals.line_net_amount", "1000.00");
        terms.put("totals.amount_without_vat", "1000.00");
        terms.put("totals.vat_amount", "190.00");
        terms.put("totals.amount_with_vat", "1190.00");
        terms.put("totals.amount_due", "1190.00");
        for (int line = 0; line < lines; line++) {
            String path = "lines.l%d.".formatted(line);
            terms.put(path + "identifier", "" + line);
            terms.put(path + "item_name", "Paper, 500 sheets, number " + line);
            terms.put(path + "item_description", "White, 80 g, for printers and for people who write by hand");
            terms.put(path + "quantity", "20");
            terms.put(path + "unit_code", "C62");
            terms.put(path + "net_price", "5.00");
            terms.put(path + "net_amount", "100.00");
            terms.put(path + "vat_category_code", "S");
        }
        return terms;
    }

    /** The plain query: reads the events up to a version, all that they hold, and makes nothing of them. */
    void read(Connection database, int version) throws SQLException {
        int read = 0;
        long characters = 0;
        try (PreparedStatement select = database.prepareStatement("""
                SELECT version, event_type, revision, payload, metadata, recorded_at FROM event_store.event
                WHERE stream_id = ? AND version <= ? ORDER BY version""")) {
            select.setString(1, invoiceId.toString());
            select.setInt(2, version);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    read++;
                    for (int column = 1; column <= 6; column++) {
                        characters += rows.getString(column).length();
                    }
                }
            }
        }
        if (read != version + 1 || characters == 0) {
            throw new IllegalStateException("Read %d events, not %d".formatted(read, version + 1));
        }
    }
}
