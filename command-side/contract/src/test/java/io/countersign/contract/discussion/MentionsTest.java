package io.countersign.contract.discussion;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MentionsTest {

    @ParameterizedTest
    @MethodSource("texts")
    void findsWhomATextMentions(String text, List<String> mentioned) {
        assertThat(Mentions.in(text)).isEqualTo(mentioned);
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("nobody here", List.of()),
                Arguments.of("@ben please look", List.of("ben")),
                Arguments.of("ask @carol, or @ben.", List.of("carol", "ben")),
                Arguments.of("(@ben) \"@carol\" @ben:\n@anna!", List.of("ben", "carol", "anna")),
                Arguments.of("@jean-luc.picard-", List.of("jean-luc.picard")),
                Arguments.of("@Müller_2 @日本", List.of("Müller_2", "日本")),
                Arguments.of("write to ben@example.com", List.of()),
                Arguments.of("@ben@example.com.", List.of("ben@example.com")),
                Arguments.of("@@ben x@ben .@ben", List.of()),
                Arguments.of("10 pieces @ 4.50, @, @.", List.of()),
                Arguments.of("@ben/@carol", List.of("ben", "carol")));
    }

    @Test
    void staysFastOnHostileTexts() {
        assertThat(Mentions.in("@" + "a.".repeat(2_000))).hasSize(1);
        assertThat(Mentions.in("@".repeat(4_000))).isEmpty();
        assertThat(Mentions.in("@a@" + "a-".repeat(2_000))).containsExactly("a");
    }
}
