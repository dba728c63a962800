package io.countersign.domain;

import static io.countersign.domain.Scenario.approved;
import static io.countersign.domain.Scenario.change;
import static io.countersign.domain.Scenario.clear;
import static io.countersign.domain.Scenario.corrected;
import static io.countersign.domain.Scenario.correction;
import static io.countersign.domain.Scenario.givenReceived;
import static io.countersign.domain.Scenario.set;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The version guard: every kind of decision, before anything else is asked. */
class StaleDecisionsTest {

    static final List<Decision> ON_VERSION_0 = Scenario.everyDecision(0);
    static final List<Decision> ON_VERSION_2 = Scenario.everyDecision(2);

    @ParameterizedTest
    @FieldSource("ON_VERSION_0")
    void rejectsADecisionMadeOnAnOlderVersion(Decision decision) {
        givenReceived()
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .when("ben", decision)
                .isStale(0, 1);
    }

    @ParameterizedTest
    @FieldSource("ON_VERSION_2")
    void rejectsADecisionMadeOnAVersionThatDoesNotExistYet(Decision decision) {
        givenReceived()
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .when("ben", decision)
                .isStale(2, 1);
    }

    @ParameterizedTest
    @MethodSource("decisionsThatRulesForbidToo")
    void saysStaleBeforeAnyRule(Decision decision) {
        givenReceived(Map.of("totals.amount_due", "1.00"))
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .and("ben", approved())
                .when("anna", decision)
                .isStale(0, 2);
    }

    static List<Decision> decisionsThatRulesForbidToo() {
        return Scenario.everyDecision(0);
    }

    @Test
    void saysStaleBeforeAnyMisfit() {
        givenReceived()
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .when("ben", correction(0, set("lines.l9.quantity", "1")))
                .isStale(0, 1);
    }

    @Test
    void saysStaleAlsoWhereNothingWouldChange() {
        givenReceived()
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .when("ben", correction(0, clear("payment.account_name")))
                .isStale(0, 1);
    }

    @Test
    void acceptsADecisionMadeOnTheVersionThatTheLastOneMade() {
        givenReceived()
                .and("anna", corrected(change("seller.name", "Acme", "Acme Corp")))
                .when("ben", correction(1, set("seller.name", "Acme")))
                .isAccepted(corrected(change("seller.name", "Acme Corp", "Acme")));
    }
}
