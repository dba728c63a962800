package io.countersign.query.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyFileTest {

    @TempDir
    private Path parent;

    private Path file() {
        return parent.resolve("a/b/signing-key.pem");
    }

    @Test
    void makesOneKeyAndKeepsItForAllNodesThatStartTogether() {
        List<CompletableFuture<VerifierKey>> nodes = IntStream.range(0, 8)
                .mapToObj(_ -> CompletableFuture.supplyAsync(
                        () -> SigningKeyFile.open(file(), "log").verifier()))
                .toList();

        assertThat(nodes.stream().map(CompletableFuture::join).distinct()).hasSize(1);
        assertThat(file().getParent()).isDirectoryContaining(path -> path.equals(file()));
        assertThat(parent.resolve("a/b").toFile().list()).hasSize(1);
    }

    @Test
    void makesTheKeyThatItsPublicHalfVerifies() {
        SigningKey key = SigningKeyFile.open(file(), "log");
        assertThat(key.verifier().verifies("text", key.sign("text"))).isTrue();
        assertThat(key.verifier().verifies("other", key.sign("text"))).isFalse();
    }

    /** Secret and public key of RFC 8032, 7.1, test 1, in the forms that OpenSSL writes. */
    @Test
    void takesAKeyThatOpenSslMade() throws IOException {
        Files.writeString(parent.resolve("key.pem"), """
                -----BEGIN PRIVATE KEY-----
                MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
                -----END PRIVATE KEY-----
                """);

        assertThat(SigningKeyFile.open(parent.resolve("key.pem"), "log")
                        .verifier()
                        .encoded()
                        .hex())
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
    }

    @Test
    void replacesNoKeyThatItCannotRead() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "half a fi");

        assertThatThrownBy(() -> SigningKeyFile.open(file(), "log"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Restore");
        assertThat(file()).hasContent("half a fi");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void letsOnlyTheOwnerReadIt() throws IOException {
        SigningKeyFile.open(file(), "log");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }
}
