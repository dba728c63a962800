package io.countersign.command.platform;

import io.countersign.contract.terms.Term;
import io.countersign.contract.terms.TermPath;
import io.countersign.domain.Decision;
import io.countersign.platform.web.ProblemException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Counts what becomes of decisions, and says it in the log. The one place that names the command side's metrics;
 * docs/metrics.md says what each means.
 */
@Component
class DecisionMeters {

    private static final String NO_RULE = "none";
    private static final Logger log = LoggerFactory.getLogger("io.countersign.command.Decisions");

    private final MeterProvider<Counter> decisions;
    private final MeterProvider<Counter> conflicts;
    private final Counter unrecorded;
    private final MeterRegistry meters;

    DecisionMeters(MeterRegistry meters) {
        this.meters = meters;
        this.decisions = Counter.builder("countersign.decisions")
                .description("Decisions by kind and by what became of them")
                .withRegistry(meters);
        this.conflicts = Counter.builder("countersign.conflicts")
                .description("Terms of stale corrections that others had changed too")
                .withRegistry(meters);
        this.unrecorded = Counter.builder("countersign.refused.unrecorded")
                .description("Refused stale decisions that could not be put on record")
                .register(meters);
    }

    /**
     * A decision was answered with a version.
     *
     * @param result {@code accepted}, {@code unchanged} or {@code replayed}
     */
    void answered(Decision decision, String result, long reviewVersion) {
        count(decision, result, NO_RULE);
        log.info("{} {}: version {}", decision.kind(), result, reviewVersion);
    }

    /** A decision was refused, or came to nothing. */
    void refused(Decision decision, RuntimeException why) {
        if (why instanceof ProblemException problem) {
            String result = problem.errorCode().toLowerCase(Locale.ROOT);
            String rule = problem instanceof DecisionNotAllowed forbidden ? forbidden.rule() : NO_RULE;
            count(decision, result, rule);
            if (problem instanceof StaleWrite stale) {
                conflicts(stale.conflictingTerms());
            }
            log.info("{} refused: {}, rule {}", decision.kind(), result, rule);
        } else {
            count(decision, "failed", NO_RULE);
            log.warn("{} failed: {}", decision.kind(), why.getClass().getSimpleName());
        }
    }

    /** How many refused decisions wait to be put on record. */
    void waiting(IntSupplier refused) {
        Gauge.builder("countersign.refused.waiting", refused::getAsInt)
                .description("Refused stale decisions that wait to be put on record")
                .register(meters);
    }

    /** A refused decision is not on record and never will be. */
    void unrecorded() {
        unrecorded.increment();
    }

    private void count(Decision decision, String result, String rule) {
        decisions
                .withTags("kind", decision.kind(), "result", result, "rule", rule)
                .increment();
    }

    private void conflicts(Collection<String> paths) {
        List<Term> terms = paths.stream()
                .map(TermPath::parse)
                .flatMap(Optional::stream)
                .map(TermPath::term)
                .distinct()
                .toList();
        terms.forEach(term -> conflicts
                .withTags("term", term.path(), "business_term", term.businessTerm())
                .increment());
    }
}
