package io.countersign.query.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.platform.web.MalformedRequest;
import org.junit.jupiter.api.Test;

/** Parameters that several questions have. */
class ParametersTest {

    @Test
    void takeNoNameThatIsLongerThanThoseOfUsers() {
        assertThat(Parameters.actor("a".repeat(255))).isPresent();
        assertThatThrownBy(() -> Parameters.actor("a".repeat(256)))
                .isInstanceOf(MalformedRequest.class)
                .hasMessageContaining("actor");
    }
}
