package io.countersign.contract.conflicts;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.contract.invoice.Invoice;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The cases that the browser is held to as well. */
class ConflictsTest {

    record Case(
            String name,
            Invoice base,
            Invoice current,
            LinkedHashMap<String, String> wanted,
            List<String> conflicting,
            List<String> mergeable) {}

    @TestFactory
    Stream<DynamicTest> sortsWantedChangesAsTheSharedCasesSay() throws IOException {
        try (InputStream json = Objects.requireNonNull(getClass().getResourceAsStream("/conflict-cases.json"))) {
            List<Case> cases = new JsonMapper().readValue(json, new TypeReference<List<Case>>() {});
            return cases.stream()
                    .map(each -> DynamicTest.dynamicTest(
                            each.name(),
                            () -> assertThat(Conflicts.between(each.base(), each.current(), each.wanted()))
                                    .isEqualTo(new Conflicts(each.conflicting(), each.mergeable()))));
        }
    }
}
