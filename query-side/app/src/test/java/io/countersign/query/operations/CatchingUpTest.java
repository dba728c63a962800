package io.countersign.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.axonframework.eventhandling.GapAwareTrackingToken;
import org.junit.jupiter.api.Test;

class CatchingUpTest {

    @Test
    void goesSomeWayAtATimeAndForgetsNothingThatTheProcessorMayReadLater() {
        GapAwareTrackingToken read = at(25_000, 3L, 9_999L, 20_000L);

        GapAwareTrackingToken first = Rebuild.further(Optional.empty(), read);
        GapAwareTrackingToken second = Rebuild.further(Optional.of(first), read);

        assertThat(first).isEqualTo(at(10_000, 3L, 9_999L));
        assertThat(second).isEqualTo(at(20_001, 3L, 9_999L, 20_000L));
        assertThat(Rebuild.further(Optional.of(second), read)).isEqualTo(read);
    }

    @Test
    void goesBackToNoPlaceWhereTheProcessorIsStill() {
        assertThat(Rebuild.further(Optional.of(at(30_000)), at(25_000, 3L))).isEqualTo(at(30_000));
    }

    private static GapAwareTrackingToken at(long index, Long... gaps) {
        return GapAwareTrackingToken.newInstance(index, Set.of(gaps));
    }
}
