package io.countersign.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

    @Test
    void readsWhatItIsGiven() {
        Json json = Json.parse("""
                {"text": "a\\"\\\\\\/\\b\\f\\n\\r\\t\\u00fc\\ud83d\\ude00ü", "number": -12, "yes": true, "no": false,
                 "nothing": null, "list": ["x", "y"], "empty": [], "object": {"more": {}}}
                """);

        assertThat(json.text("text")).isEqualTo("a\"\\/\b\f\n\r\tü\ud83d\ude00ü");
        assertThat(json.number("number")).isEqualTo(-12);
        assertThat(json.isTrue("yes")).isTrue();
        assertThat(json.isTrue("no")).isFalse();
        assertThat(json.optionalText("nothing")).isEmpty();
        assertThat(Json.parse("\uFEFF{\"a\": \"b\"}").text("a")).isEqualTo("b");
        assertThat(json.texts("list")).containsExactly("x", "y");
        assertThat(json.list("empty")).isEmpty();
        assertThat(json.object("object").optionalObject("more")).isPresent();
        assertThatThrownBy(() -> json.text("missing")).isInstanceOf(CannotVerify.class);
        assertThatThrownBy(() -> json.texts("object")).isInstanceOf(CannotVerify.class);
        assertThatThrownBy(() -> Json.parse("{\"a\": 1.5}").number("a")).isInstanceOf(CannotVerify.class);
    }

    @Test
    void refusesWhatIsNoneOrCouldBeReadInTwoWays() {
        for (String text : List.of(
                "",
                "{",
                "[",
                "{\"a\"}",
                "{\"a\": }",
                "{\"a\": 1,}",
                "[1 2]",
                "\"a",
                "\"\n\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u+041\"",
                "[".repeat(201) + "]".repeat(201),
                "tru",
                "{} {}",
                "{\"a\": 1, \"a\": 2}")) {
            assertThatThrownBy(() -> Json.parse(text)).as(text).isInstanceOf(CannotVerify.class);
        }
    }
}
