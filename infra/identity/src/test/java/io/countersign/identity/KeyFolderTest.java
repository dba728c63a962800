package io.countersign.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KeyFolderTest {

    @TempDir
    private Path parent;

    private Path folder() {
        return parent.resolve("a/b");
    }

    @Test
    void makesKeysOnceAndKeepsThem() {
        JWKSet signing = new KeyFolder(folder()).signingKeys();
        byte[] session = new KeyFolder(folder()).sessionKey();

        assertThat(new KeyFolder(folder()).signingKeys().toString(false)).isEqualTo(signing.toString(false));
        assertThat(new KeyFolder(folder()).sessionKey()).isEqualTo(session).hasSize(32);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void letsOnlyTheOwnerReadThem() throws IOException {
        KeyFolder keys = new KeyFolder(folder());
        keys.signingKeys();
        keys.sessionKey();

        assertThat(permissions(folder())).isEqualTo("rwx------");
        try (Stream<Path> files = Files.list(folder())) {
            assertThat(files.map(KeyFolderTest::permissions)).hasSize(2).containsOnly("rw-------");
        }
    }

    private static String permissions(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void replacesNoKeysThatItCannotRead() throws IOException {
        KeyFolder keys = new KeyFolder(folder());
        Files.writeString(folder().resolve("signing-keys.json"), "half a fi");
        Files.writeString(folder().resolve("session-key"), "short");

        assertThatThrownBy(keys::signingKeys)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Restore");
        assertThatThrownBy(keys::sessionKey)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Restore");
        assertThat(folder().resolve("signing-keys.json")).hasContent("half a fi");
    }
}
