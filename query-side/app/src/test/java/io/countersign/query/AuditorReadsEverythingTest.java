package io.countersign.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.review.InvoiceId;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** An auditor may read whatever the query side answers under /api, also what is added to it one day. */
class AuditorReadsEverythingTest {

    @Test
    void asksEveryAddressThereIs() {
        TestDatabase database = TestDatabase.create();
        try (OtherProcess other = new OtherProcess(database);
                QuerySideProcess querySide = new QuerySideProcess(database)) {
            InvoiceId invoice = other.receive(Map.of("note", "0"));
            List<String> asked = new ArrayList<>();
            for (String pattern : readable(querySide)) {
                String path = pattern.replace("{id}", invoice.toString()).replaceAll("\\{[^}]*}", "0");
                HttpResponse<byte[]> answer = querySide.get(path, "audrey");
                // What is asked for may be missing or need a parameter; what matters is that it is not refused.
                assertThat(answer.statusCode()).as(path).isIn(200, 400, 404);
                asked.add(path);
            }
            assertThat(asked)
                    .contains(
                            "/api/invoices",
                            "/api/invoices/" + invoice,
                            "/api/invoices/" + invoice + "/history",
                            "/api/audit/events",
                            "/api/audit/rejected-decisions");
        }
    }

    private static Set<String> readable(QuerySideProcess querySide) {
        Set<String> patterns = new TreeSet<>();
        querySide.beans(RequestMappingHandlerMapping.class).stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .filter(mapping -> mapping.getMethodsCondition().getMethods().contains(RequestMethod.GET))
                .forEach(mapping -> patterns.addAll(mapping.getPatternValues()));
        patterns.removeIf(pattern -> !pattern.startsWith("/api/"));
        return patterns;
    }
}
