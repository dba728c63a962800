package io.countersign.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointTest {

    private static final String NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    /** The example of the format's reference implementation, golang.org/x/mod/sumdb/note. */
    @Test
    void understandsKeysAndSignaturesOfOthers() {
        byte[] line = Base64.getDecoder()
                .decode("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
        byte[] signature =
                HexFormat.of().parseHex(HexFormat.of().formatHex(line).substring(8));
        String text =
                "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";

        assertThat(Key.parse(NEUMANN)).hasToString("PeterNeumann+c74f20a3");
        assertThat(Key.parse(NEUMANN).verifies(text, signature)).isTrue();
        assertThat(Key.parse(NEUMANN).verifies(text + " ", signature)).isFalse();
    }

    @Test
    void takesNoKeyThatIsNotWhatItSays() {
        for (String key : List.of(
                "", "PeterNeumann", NEUMANN.replace("c74f20a3", "c74f20a4"), NEUMANN.replace("+AR", "+AA"), "a+b+!")) {
            assertThatThrownBy(() -> Key.parse(key)).as(key).isInstanceOf(CannotVerify.class);
        }
    }

    @Test
    void readsAsManyAsAFileHolds() {
        String root = Base64.getEncoder().encodeToString(new byte[32]);
        String signature = "\u2014 log " + Base64.getEncoder().encodeToString(new byte[68]) + "\n";
        String first = "log\n1\n" + root + "\n\n" + signature;
        String second = "log\n2\n" + root + "\nan extension\n\n" + signature + signature;

        assertThat(Checkpoint.parseAll(first + "\n" + second))
                .extracting(Checkpoint::size)
                .containsExactly(1L, 2L);
        assertThat(Checkpoint.parseAll(first + second)).hasSize(2);
        assertThat(Checkpoint.parse(second).note().signatures()).hasSize(2);
        assertThat(Checkpoint.parse(second).note().body()).isEqualTo("log\n2\n" + root + "\nan extension\n");
        for (String other : List.of("hello", "a\nb\nc\n", "log\n1\n" + root + "\n\n\u2014 log AAA=\n")) {
            assertThatThrownBy(() -> Checkpoint.parseAll(other)).as(other).isInstanceOf(CannotVerify.class);
        }
    }
}
