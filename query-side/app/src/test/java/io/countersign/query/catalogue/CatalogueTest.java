package io.countersign.query.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.query.QuerySideProcess;
import io.countersign.query.TestDatabase;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class CatalogueTest {

    @Test
    void tellsEverybodyTheTermsAndTheReasons() {
        try (QuerySideProcess querySide = new QuerySideProcess(TestDatabase.create())) {
            JsonNode terms = querySide.json("/api/terms").get("items");
            assertThat(terms).hasSizeGreaterThan(120);
            assertThat(terms.values())
                    .filteredOn(term -> term.at("/path").stringValue().equals("lines.KEY.net_amount"))
                    .singleElement()
                    .satisfies(term -> {
                        assertThat(term.at("/business_term").stringValue()).isEqualTo("BT-131");
                        assertThat(term.at("/name").stringValue()).isEqualTo("Invoice line net amount");
                        assertThat(term.at("/type").stringValue()).isEqualTo("amount");
                        assertThat(term.at("/group").stringValue()).isEqualTo("lines");
                    });

            JsonNode reasons = querySide.json("/api/reason-codes").get("items");
            assertThat(reasons.values())
                    .filteredOn(reason -> reason.at("/code").stringValue().equals("not_delivered"))
                    .singleElement()
                    .satisfies(reason -> {
                        assertThat(reason.at("/label").stringValue()).isNotBlank();
                        assertThat(reason.get("kinds").values())
                                .extracting(JsonNode::stringValue)
                                .containsExactly("rejection", "hold");
                    });
            assertThat(querySide.get("/api/terms", "otto").statusCode()).isEqualTo(200);
        }
    }
}
