package io.countersign.query.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.query.auditlog.Hash;
import io.countersign.query.auditlog.MerkleTree;
import io.countersign.query.auditlog.TreeHead;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class CheckpointTextTest {

    private final SigningKey key = SigningKey.ofPem(SigningKey.newPem(), "countersign.example/log");
    private final TreeHead head = new TreeHead(7, MerkleTree.leaf(new byte[] {1}));

    @Test
    void isWrittenAndReadAsTheFormatSays() {
        String text = CheckpointText.sign(head, key);

        assertThat(text)
                .startsWith(
                        "countersign.example/log\n7\n" + head.root().base64() + "\n\n\u2014 countersign.example/log ")
                .endsWith("\n");
        CheckpointText read = CheckpointText.parse(text).orElseThrow();
        assertThat(read.origin()).isEqualTo("countersign.example/log");
        assertThat(read.head()).isEqualTo(head);
        assertThat(read.isSignedBy(key.verifier())).isTrue();
    }

    @Test
    void isNotSignedWhereAnythingWasChangedOrByAnybodyElse() {
        String text = CheckpointText.sign(head, key);
        SigningKey other = SigningKey.ofPem(SigningKey.newPem(), "countersign.example/log");

        assertThat(CheckpointText.parse(text).orElseThrow().isSignedBy(other.verifier()))
                .isFalse();
        for (String changed : new String[] {
            text.replace("\n7\n", "\n8\n"),
            text.replaceFirst("countersign", "countersigm"),
            text.replace(head.root().base64(), Hash.sha256().base64())
        }) {
            assertThat(CheckpointText.parse(changed).orElseThrow().isSignedBy(key.verifier()))
                    .as(changed)
                    .isFalse();
        }
    }

    @Test
    void isNoneWhereTheFormIsNot() {
        String text = CheckpointText.sign(head, key);
        for (String other : new String[] {
            "",
            "hello",
            text.replace("\n7\n", "\nseven\n"),
            text.replace("\n\n", "\n"),
            text.replace(head.root().base64(), "AAAA"),
            text + "more\n",
            "a\n1\n" + head.root().base64() + "\n\n\u2014 a AAA=\n"
        }) {
            assertThat(CheckpointText.parse(other)).as(other).isEmpty();
        }
    }

    @Test
    void bearsANameThatTheFormatHasRoomFor() {
        for (String origin : new String[] {"", "two words", "one+two", "two\nlines"}) {
            assertThatThrownBy(() -> new CheckpointSettings.Audit(Path.of("key"), origin))
                    .as(origin)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(new CheckpointSettings.Audit(Path.of("key"), "countersign.example/log").origin())
                .isEqualTo("countersign.example/log");
    }

    /** The example of the format's reference implementation, golang.org/x/mod/sumdb/note. */
    @Test
    void understandsKeysAndSignaturesOfOthers() {
        byte[] encoded = Base64.getDecoder().decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        byte[] signature = Base64.getDecoder()
                .decode("x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=");
        VerifierKey neumann = VerifierKey.of("PeterNeumann", Arrays.copyOfRange(encoded, 1, 33));

        assertThat(neumann.text()).isEqualTo("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW");
        assertThat(neumann.verifies(
                        "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n",
                        Arrays.copyOfRange(signature, 4, signature.length)))
                .isTrue();
    }
}
