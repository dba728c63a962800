package io.countersign.command.decideinbatch;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.countersign.command.platform.DecisionDesk;
import io.countersign.command.platform.DecisionKind;
import io.countersign.command.platform.DecisionResult;
import io.countersign.command.platform.Signature;
import io.countersign.platform.web.MalformedRequest;
import io.countersign.platform.web.Problem;
import io.countersign.platform.web.Problems;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /api/decisions}: each decision is read, judged and answered as its own endpoint would, in the order in
 * which they stand. Its {@code command_id} is its idempotency key; the request as a whole has none.
 */
@RestController
class DecisionBatchController {

    private static final String PATH = "/api/decisions";
    private static final int MAX_DECISIONS = 200;

    /**
     * Decisions to take.
     *
     * @param decisions each with {@code invoice_id}, {@code kind}, maybe {@code command_id}, and what the body of its
     *     own endpoint holds
     */
    record Batch(@Nullable List<JsonNode> decisions) {}

    /**
     * What became of the decisions.
     *
     * @param results in the order of the decisions
     */
    record Outcomes(List<Outcome> results) {}

    /**
     * What became of one decision.
     *
     * @param invoiceId as the client wrote it; {@code null} where it wrote none
     * @param httpStatus what its own endpoint would have answered with
     * @param reviewVersion where it was accepted
     * @param problem where it was not
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Outcome(
            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String invoiceId,

            int httpStatus,
            @Nullable Long reviewVersion,
            @Nullable Map<String, @Nullable Object> problem) {}

    private final DecisionDesk desk;
    private final JsonMapper json;
    private final Map<String, DecisionKind<?>> kinds;

    DecisionBatchController(DecisionDesk desk, JsonMapper json, List<DecisionKind<?>> kinds) {
        this.desk = desk;
        this.json = json;
        this.kinds = kinds.stream().collect(Collectors.toUnmodifiableMap(DecisionKind::name, Function.identity()));
    }

    @PostMapping(PATH)
    Outcomes decide(@RequestBody Batch batch, Signature signature) {
        List<JsonNode> decisions = batch.decisions();
        if (decisions == null) {
            throw new MalformedRequest("decisions is missing: a list of decisions.");
        }
        if (decisions.size() > MAX_DECISIONS) {
            throw new MalformedRequest("At most %d decisions at once.".formatted(MAX_DECISIONS));
        }
        Run run = new Run(signature);
        return new Outcomes(decisions.stream().map(run::outcome).toList());
    }

    /** One batch under way. */
    private final class Run {

        private final Signature signature;
        /** Once the store is away: each decision that follows would wait for it anew. */
        private @Nullable Problem storeAway;

        private Run(Signature signature) {
            this.signature = signature;
        }

        private Outcome outcome(JsonNode item) {
            String invoiceId = item.path("invoice_id").stringValue(null);
            String instance = PATH;
            try {
                BatchedDecision sent = new BatchedDecision(item);
                DecisionKind<?> kind = kind(sent.take("kind"));
                String id = sent.take("invoice_id");
                instance = kind.path(id);
                if (storeAway != null) {
                    return refused(invoiceId, storeAway, instance);
                }
                signature.demand(kind.role());
                Signature named = signature.named("command_id", sent.takeIfAny("command_id"));
                DecisionResult result = desk.decide(kind.read(id, sent.body(), json, named), named);
                return new Outcome(result.invoiceId().toString(), HttpStatus.OK.value(), result.reviewVersion(), null);
            } catch (RuntimeException e) {
                Problem problem = Problems.describe(e);
                if (problem.status() == HttpStatus.SERVICE_UNAVAILABLE) {
                    storeAway = problem;
                }
                return refused(invoiceId, problem, instance);
            }
        }
    }

    private DecisionKind<?> kind(String name) {
        DecisionKind<?> kind = kinds.get(name);
        if (kind == null) {
            throw new MalformedRequest("There is no kind of decision %s.".formatted(name));
        }
        return kind;
    }

    private static Outcome refused(@Nullable String invoiceId, Problem problem, String instance) {
        return new Outcome(invoiceId, problem.status().value(), null, problem.body(instance));
    }
}
