package io.countersign.contract.review;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReviewStatusTest {

    @Test
    void isWrittenInSnakeCase() {
        assertThat(ReviewStatus.IN_REVIEW.text()).isEqualTo("in_review");
    }

    @ParameterizedTest
    @EnumSource(ReviewStatus.class)
    void readsWhatItWrites(ReviewStatus status) {
        assertThat(ReviewStatus.parse(status.text())).contains(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "IN_REVIEW", "in review", "gone"})
    void readsNothingElse(String text) {
        assertThat(ReviewStatus.parse(text)).isEmpty();
    }
}
