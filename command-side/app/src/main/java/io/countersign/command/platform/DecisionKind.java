package io.countersign.command.platform;

import io.countersign.domain.Decision;
import io.countersign.platform.security.Role;
import io.countersign.platform.web.MalformedRequest;
import java.nio.charset.StandardCharsets;
import org.springframework.web.util.UriUtils;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A kind of decision as requests write it. Its own endpoint and a batch read it here and nowhere else, so that both
 * judge it alike.
 *
 * @param <B> the shape of its body
 */
public abstract class DecisionKind<B> {

    private final String name;
    private final String endpoint;
    private final Role role;
    private final Class<B> body;

    /**
     * A kind.
     *
     * @param name in a batch: {@code correction}
     * @param endpoint last segment of its path: {@code corrections}
     * @param role who may send it at all; the security chain asks for the same at its endpoint
     */
    protected DecisionKind(String name, String endpoint, Role role, Class<B> body) {
        this.name = name;
        this.endpoint = endpoint;
        this.role = role;
        this.body = body;
    }

    /**
     * What is asked for, as far as that can be said without the invoice.
     *
     * @param invoiceId as the client wrote it
     */
    protected abstract Decision read(String invoiceId, B body, Signature signature);

    public final String name() {
        return name;
    }

    public final Role role() {
        return role;
    }

    /** Where a decision of this kind on one invoice is sent. */
    public final String path(String invoiceId) {
        return "/api/invoices/%s/%s".formatted(UriUtils.encodePathSegment(invoiceId, StandardCharsets.UTF_8), endpoint);
    }

    /**
     * What a body that stands within another request asks for.
     *
     * @throws MalformedRequest where it has not the shape of this kind
     */
    public final Decision read(String invoiceId, JsonNode body, JsonMapper json, Signature signature) {
        return read(invoiceId, shaped(body, json), signature);
    }

    private B shaped(JsonNode node, JsonMapper json) {
        try {
            return json.treeToValue(node, body);
        } catch (JacksonException e) {
            throw MalformedRequest.of(e);
        }
    }
}
