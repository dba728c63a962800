package io.countersign.query.platform;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DifferenceTest {

    @Test
    void saysNothingThatTheDatabaseCannotKeep() {
        assertThat(Difference.of(1L, "note", "a", "a\0b").reason())
                .isEqualTo("note differs: the view holds \"a\", the events say \"a\uFFFDb\".");
    }
}
