package io.countersign.launcher;

import com.fasterxml.jackson.databind.AnnotationIntrospector;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import io.countersign.command.platform.Signature;
import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.core.util.Json31;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.HeaderParameter;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springdoc.core.utils.SpringDocUtils;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;

/** The OpenAPI description of both sides, at {@code /v3/api-docs}; the browser's types are made from it. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

    /** Auditors decide nothing. */
    private static final String AUDIT = "/api/audit/";

    /** Where no decision is named: nothing is stored, or each decision has its own name. */
    private static final Set<String> WITHOUT_KEY = Set.of("/api/invoices/{id}/corrections/preview", "/api/decisions");

    static {
        SpringDocUtils.getConfig()
                // Amounts travel as decimal strings.
                .replaceWithClass(BigDecimal.class, String.class)
                .replaceWithClass(JsonNode.class, Object.class)
                // Comes from who is signed in and from a header, not from a body.
                .addRequestWrapperToIgnore(Signature.class);
    }

    @Bean
    OpenAPI openApi() {
        return new OpenAPI()
                .info(new Info()
                        .title("Countersign")
                        .description("Concurrent invoice review: decisions on a version, questions, history")
                        .version("1")
                        .license(new License().name("Apache-2.0")));
    }

    /** Names as they are on the wire: the describing library has a JSON mapper of its own. */
    @Bean
    ModelResolver wireNames() {
        ObjectMapper mapper = Json31.mapper().copy();
        mapper.setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);
        mapper.setAnnotationIntrospector(AnnotationIntrospector.pair(
                mapper.getSerializationConfig().getAnnotationIntrospector(), new RequiredUnlessNullable()));
        return new ModelResolver(mapper).openapi31(true);
    }

    /** A retry names its decision, whichever it is. */
    @Bean
    OpenApiCustomizer idempotencyKeys() {
        Parameter key = new HeaderParameter()
                .name("Idempotency-Key")
                .description("Names the decision: a retry under the same key gets the first result")
                .schema(new StringSchema().format("uuid"));
        return api -> api.getPaths().entrySet().stream()
                .filter(path ->
                        !WITHOUT_KEY.contains(path.getKey()) && !path.getKey().startsWith(AUDIT))
                .flatMap(path -> Stream.ofNullable(path.getValue().getPost()))
                .forEach(post -> post.addParametersItem(key));
    }

    /** A batch is read by the shape of each kind; what they share is said here. */
    @Bean
    OpenApiCustomizer batches() {
        Schema<?> decision = new ObjectSchema()
                .description("What the body of the decision's own endpoint holds, and what names it")
                .additionalProperties(true)
                .required(List.of("invoice_id", "kind", "expected_review_version"))
                .addProperty("invoice_id", new StringSchema())
                .addProperty(
                        "kind",
                        new StringSchema()._enum(List.of("correction", "approval", "rejection", "hold", "reopening")))
                .addProperty("command_id", new StringSchema().format("uuid"))
                .addProperty("expected_review_version", new IntegerSchema().format("int64"));
        return api -> {
            Map<String, Schema> schemas = api.getComponents().getSchemas();
            schemas.put("BatchedDecision", decision);
            schemas.computeIfPresent(
                    "Batch",
                    (_, batch) -> batch.addProperty("decisions", new ArraySchema().items(reference("BatchedDecision")))
                            .required(List.of("decisions")));
            schemas.computeIfPresent("Outcome", (_, outcome) -> outcome.addProperty("problem", reference("Problem")));
        };
    }

    /** What is written straight to the connection has no type that could say what it is. */
    @Bean
    OpenApiCustomizer streamedExports() {
        Schema<?> stream = new ObjectSchema()
                .addProperty("stream_id", new StringSchema())
                .addProperty("versions", new StringSchema().description("Which are in the export: 0-5,8"))
                .addProperty("newest_version", new IntegerSchema().format("int64"))
                .addProperty("newest_hash", new StringSchema());
        stream.required(List.copyOf(stream.getProperties().keySet()));
        Schema<?> document = new ObjectSchema()
                .description("What an invoice came as; path and sha256 are null where the store had no document")
                .addProperty("invoice_id", new StringSchema().format("uuid"))
                .addProperty("path", new StringSchema().types(Set.of("string", "null")))
                .addProperty("sha256", new StringSchema().types(Set.of("string", "null")));
        document.required(List.of("invoice_id"));
        Schema<?> manifest = new ObjectSchema()
                .addProperty("format", new StringSchema())
                .addProperty("export_id", new StringSchema().format("uuid"))
                .addProperty("requested_at", new StringSchema().format("date-time"))
                .addProperty("requested_by", new StringSchema())
                .addProperty("filter", reference("ExportFilter"))
                .addProperty("complete", new BooleanSchema())
                .addProperty("events", new IntegerSchema().format("int64"))
                .addProperty("streams", new ArraySchema().items(stream))
                .addProperty("checkpoint", new StringSchema());
        manifest.required(List.copyOf(manifest.getProperties().keySet()));
        manifest.addProperty("documents", new ArraySchema().items(document).description("Of an archive only"))
                .addProperty(
                        "signature", new StringSchema().description("A signed note over all that stands before it"));
        MediaType bytes = new MediaType().schema(new StringSchema().format("binary"));
        return api -> {
            api.getComponents().addSchemas("Manifest", manifest);
            success(api, "/api/audit/exports/{export_id}/manifest")
                    .content(new Content()
                            .addMediaType("application/json", new MediaType().schema(reference("Manifest"))));
            success(api, "/api/audit/export")
                    .description("The export, streamed; one that breaks off does not end in order")
                    .addHeaderObject("Export-Id", header("Names the export", new StringSchema().format("uuid")))
                    .addHeaderObject(
                            "Export-Events", header("How many events come", new IntegerSchema().format("int64")))
                    .addHeaderObject("Content-Disposition", header("A name for the file", new StringSchema()))
                    .content(new Content()
                            .addMediaType("application/x-ndjson", bytes)
                            .addMediaType("text/csv", bytes)
                            .addMediaType("application/zip", bytes));
        };
    }

    private static ApiResponse success(OpenAPI api, String path) {
        PathItem described = Objects.requireNonNull(api.getPaths().get(path), path);
        return Objects.requireNonNull(described.getGet().getResponses().get("200"), path);
    }

    private static Header header(String description, Schema<?> schema) {
        return new Header().description(description).schema(schema);
    }

    private static Schema<?> reference(String schema) {
        return new Schema<>().$ref("#/components/schemas/" + schema);
    }

    /** Every refusal is RFC 9457 problem+json. */
    @Bean
    OpenApiCustomizer problems() {
        List<String> always = List.of("type", "title", "status", "detail", "instance", "error_code");
        Schema<?> problem = new ObjectSchema()
                .description("RFC 9457; error_code is stable, further members depend on it")
                .additionalProperties(true)
                .required(always);
        always.forEach(member ->
                problem.addProperty(member, member.equals("status") ? new IntegerSchema() : new StringSchema()));
        ApiResponse refusal = new ApiResponse()
                .description("Refused")
                .content(new Content()
                        .addMediaType("application/problem+json", new MediaType().schema(reference("Problem"))));
        return api -> {
            api.getComponents().addSchemas("Problem", problem);
            api.getPaths().values().stream()
                    .flatMap(path -> path.readOperations().stream())
                    .forEach(operation -> operation.getResponses().setDefault(refusal));
        };
    }

    /** What need not be there may also be null. */
    @Bean
    OpenApiCustomizer nullsSaidOutright() {
        return api -> api.getComponents().getSchemas().values().forEach(ApiDescription::sayNulls);
    }

    private static void sayNulls(Schema<?> schema) {
        Map<String, Schema> properties = schema.getProperties();
        if (properties == null) {
            return;
        }
        List<String> required = schema.getRequired() == null ? List.of() : schema.getRequired();
        properties.replaceAll((name, property) -> required.contains(name) ? property : orNull(property));
    }

    private static Schema<?> orNull(Schema<?> property) {
        Schema<?> none = new Schema<>().types(Set.of("null"));
        if (property.get$ref() != null) {
            return new Schema<>().oneOf(List.of(property, none));
        }
        if (property.getTypes() != null) {
            property.addType("null");
        }
        return property;
    }

    /** A component of a record is always there, unless it is marked as nullable. */
    private static final class RequiredUnlessNullable extends NopAnnotationIntrospector {

        private static final long serialVersionUID = 1L;

        @Override
        public @Nullable Boolean hasRequiredMarker(AnnotatedMember member) {
            Class<?> owner = member.getDeclaringClass();
            if (!owner.isRecord()) {
                return null;
            }
            return Arrays.stream(owner.getRecordComponents())
                    .filter(component -> component.getName().equals(member.getName()))
                    .findFirst()
                    .map(component -> !component.getAnnotatedType().isAnnotationPresent(Nullable.class))
                    .orElse(null);
        }
    }
}
