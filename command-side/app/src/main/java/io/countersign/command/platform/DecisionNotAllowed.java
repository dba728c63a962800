package io.countersign.command.platform;

import io.countersign.domain.rules.Rule;
import io.countersign.platform.web.ProblemException;
import java.util.Map;
import org.springframework.http.HttpStatus;

/** A rule of the review forbids the decision: 409 {@code DECISION_NOT_ALLOWED} with the rule's name. */
public final class DecisionNotAllowed extends ProblemException {

    private static final long serialVersionUID = 1L;

    private final String rule;

    DecisionNotAllowed(Rule rule) {
        super(HttpStatus.CONFLICT, "DECISION_NOT_ALLOWED", "This is not allowed here", rule.demand());
        this.rule = rule.name();
    }

    /** The name of the rule. */
    String rule() {
        return rule;
    }

    @Override
    public Map<String, Object> members() {
        return Map.of("rule", rule);
    }
}
