package io.countersign.command.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.countersign.command.CommandSide;
import io.countersign.command.SharedNodes;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** An auditor is refused wherever something is decided, said or claimed, also where that is added one day. */
@ExtendWith(SharedNodes.class)
class AuditorDecidesNothingTest {

    private final CommandSide node;

    AuditorDecidesNothingTest(CommandSide node) {
        this.node = node;
    }

    @Test
    void isRefusedAtEveryAddressThereIs() throws Exception {
        String invoiceId = node.anna().receiveInvoice();
        Set<String> addresses = writable();
        assertThat(addresses)
                .contains("POST /api/invoices", "POST /api/decisions", "PUT /api/invoices/{id}/claim")
                .containsAll(Endpoint.ALL.stream()
                        .map(endpoint -> "POST " + endpoint.path("{id}"))
                        .toList());
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String address : addresses) {
                String[] parts = address.split(" ");
                HttpRequest request = HttpRequest.newBuilder(
                                URI.create(node.url() + parts[1].replaceAll("\\{[^}]*}", invoiceId)))
                        .header(
                                "Authorization",
                                "Basic " + Base64.getEncoder().encodeToString("audrey:demo".getBytes()))
                        .header("Content-Type", "application/json")
                        .method(parts[0], HttpRequest.BodyPublishers.ofString("{\"expected_review_version\":0}"))
                        .build();
                HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                assertThat(answer.statusCode()).as(address).isEqualTo(403);
                assertThat(answer.body()).as(address).contains("\"FORBIDDEN\"");
            }
        }
        assertThat(node.store().version(invoiceId)).isZero();
    }

    private Set<String> writable() {
        Set<String> addresses = new TreeSet<>();
        Objects.requireNonNull(node.bean(DispatcherServlet.class).getHandlerMappings()).stream()
                .filter(RequestMappingHandlerMapping.class::isInstance)
                .map(RequestMappingHandlerMapping.class::cast)
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .forEach(mapping -> mapping.getMethodsCondition().getMethods().stream()
                        .filter(method -> method != RequestMethod.GET)
                        .forEach(method ->
                                mapping.getPatternValues().forEach(pattern -> addresses.add(method + " " + pattern))));
        addresses.removeIf(address -> !address.contains(" /api/"));
        return addresses;
    }
}
