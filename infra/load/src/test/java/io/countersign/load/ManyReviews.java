package io.countersign.load;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reviews of ten events each, about 600 bytes an event, written past the command side as it would have written them and
 * chained by the same trigger: an invoice of 20 terms and five lines, corrections, now and then put on hold and reopened,
 * approved in the end. They are mixed up in the store as those of many people are who work at the same time: between two
 * events of a review are thousands of others.
 */
final class ManyReviews {

    static final int VERSIONS = 10;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LINES = 5;
    /** In one transaction. */
    private static final int AT_ONCE = 20_000;

    private ManyReviews() {}

    /** Writes so many events, and tells the planner of them. */
    static void write(Connection database, int events) throws SQLException {
        try (Statement statement = database.createStatement()) {
            statement.execute("""
                    CREATE TABLE mixed AS
                    SELECT row_number() OVER (ORDER BY n + v * 4000 + mod(abs(hashint8(n * 31 + v)), 4000), n) AS place, n, v,
                           to_char(n, 'FM"0193"00000000') AS seed
                    FROM generate_series(1, %d) n, generate_series(0, %d) v""".formatted(events / VERSIONS, VERSIONS - 1));
            statement.execute("CREATE INDEX ON mixed (place)");
            for (int from = 1; from <= events; from += AT_ONCE) {
                statement.execute(INSERT.formatted(from, from + AT_ONCE - 1));
            }
            statement.execute("DROP TABLE mixed");
            statement.execute("VACUUM ANALYZE event_store.event");
        }
    }

    private static final String INSERT = """
            INSERT INTO event_store.event (stream_id, version, event_id, event_type, revision, payload, metadata)
            SELECT id, v, gen_random_uuid(), type, '1',
                   replace(replace(replace(replace(payload, '#id', id), '#n', n::text), '#v', v::text), '#l', (1 + mod(v, 5))::text),
                   '{"actor":"' || CASE v WHEN 0 THEN 'intake' WHEN 9 THEN 'carol' ELSE 'ben' END || '","command_id":"'
                       || gen_random_uuid() || '","traceparent":"00-' || md5(id) || '-00f067aa0ba902b7-01"}'
            FROM (SELECT place, n, v, substr(seed, 1, 8) || '-' || substr(seed, 9) || '-7' || substr(md5(n::text), 1, 3)
                         || '-8' || substr(md5(n::text), 4, 3) || '-' || substr(md5(n::text), 7, 12) AS id
                  FROM mixed WHERE place BETWEEN %%d AND %%d) AS placed
            CROSS JOIN LATERAL (SELECT
                CASE v WHEN 0 THEN 'InvoiceReceived' WHEN 4 THEN 'InvoicePutOnHold' WHEN 5 THEN 'InvoiceReopened'
                       WHEN 9 THEN 'InvoiceApproved' ELSE 'InvoiceCorrected' END AS type,
                CASE v WHEN 0 THEN '%s' WHEN 4 THEN '%s' WHEN 5 THEN '%s' WHEN 9 THEN '%s' ELSE '%s' END AS payload) AS said
            ORDER BY place""".formatted(received(), paused(), paused(), approved(), corrected());

    private static String received() {
        Map<String, String> terms = new LinkedHashMap<>();
        terms.put("invoice_number", "RE-2026-#n");
        terms.put("issue_date", "2026-01-05");
        terms.put("type_code", "380");
        terms.put("currency", "EUR");
        terms.put("due_date", "2026-02-04");
        terms.put("seller.name", "Nordlicht Papier und Bürobedarf #n GmbH");
        terms.put("seller.vat_identifier", "DE123456789");
        terms.put("seller.country_code", "DE");
        terms.put("seller.city", "Lübeck");
        terms.put("buyer.name", "Librairie du Port #n SARL");
        terms.put("buyer.country_code", "FR");
        terms.put("buyer.city", "Le Havre");
        terms.put("payment.means_code", "58");
        terms.put("payment.account_identifier", "DE89370400440532013000");
        terms.put("payment_terms", "30 days net");
        terms.put("totals.line_net_amount", "500.00");
        terms.put("totals.amount_without_vat", "500.00");
        terms.put("totals.vat_amount", "95.00");
        terms.put("totals.amount_with_vat", "595.00");
        terms.put("totals.amount_due", "595.00");
        for (int line = 1; line <= LINES; line++) {
            String path = "lines.l%d.".formatted(line);
            terms.put(path + "identifier", "" + line);
            terms.put(path + "item_name", "Paper, 500 sheets, number " + line);
            terms.put(path + "quantity", "20");
            terms.put(path + "unit_code", "C62");
            terms.put(path + "net_price", "5.00");
            terms.put(path + "net_amount", "100.00");
            terms.put(path + "vat_category_code", "S");
            terms.put(path + "vat_rate", "19");
        }
        terms.put("vat_breakdown.v1.category_code", "S");
        terms.put("vat_breakdown.v1.rate", "19");
        terms.put("vat_breakdown.v1.taxable_amount", "500.00");
        terms.put("vat_breakdown.v1.tax_amount", "95.00");
        Map<String, Object> source = new LinkedHashMap<>();
        source.put("media_type", "application/xml");
        source.put("sha256", "00".repeat(32));
        source.put("bytes", 8000);
        source.put("file_name", "invoice-#n.xml");
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("invoice_id", "#id");
        payload.put("source", source);
        payload.put("terms", terms);
        payload.put("confidence", Map.of());
        return JSON.writeValueAsString(payload);
    }

    private static String corrected() {
        return """
                {"invoice_id":"#id","changes":[\
                {"term":"seller.name","before":"Nordlicht Papier und Bürobedarf #n GmbH","after":"Nordlicht Papier #v GmbH"},\
                {"term":"lines.l#l.item_name","before":"Paper, 500 sheets","after":"Paper, 500 sheets, white, 80 g, lot #v"},\
                {"term":"totals.amount_due","before":"595.00","after":"59#v.00"}],\
                "note":"as the seller said on the phone, and as the order of last month has it"}""";
    }

    private static String paused() {
        return """
                {"invoice_id":"#id","reason_code":"other","reason":"waits for the order"}""";
    }

    private static String approved() {
        return """
                {"invoice_id":"#id","note":"as agreed with the buyer","reason":"the seller corrects it with the next one"}""";
    }
}
