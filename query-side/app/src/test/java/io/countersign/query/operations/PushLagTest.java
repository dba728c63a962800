package io.countersign.query.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PushLagTest {

    @Test
    void isTheEndOfTheBucketThatTheLastOfThemIsIn() {
        PushLag lag = new PushLag(new TreeMap<>(Map.of(10.0, 98L, 250.0, 1L, 1000.0, 1L)));

        assertThat(lag.frames()).isEqualTo(100);
        assertThat(lag.within(0.5)).isEqualTo(10);
        assertThat(lag.within(0.98)).isEqualTo(10);
        assertThat(lag.within(0.99)).isEqualTo(250);
        assertThat(lag.within(1)).isEqualTo(1000);
    }

    @Test
    void ofASingleFrameIsThatFrames() {
        PushLag lag = new PushLag(new TreeMap<>(Map.of(25.0, 1L)));

        assertThat(lag.within(0.5)).isEqualTo(25);
        assertThat(lag.within(0.99)).isEqualTo(25);
    }

    @Test
    void beyondTheLastBucketIsTheLongestThatThereIs() {
        PushLag lag = new PushLag(new TreeMap<>(Map.of(10.0, 1L, Double.POSITIVE_INFINITY, 9L)));

        assertThat(lag.within(0.5)).isEqualTo(PushLag.LONGEST_MS);
    }
}
