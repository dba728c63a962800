package io.countersign.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** Where another issuer is named, this one keeps out of the way. */
class OtherIssuerTest {

    @TempDir
    private Path dataDir;

    private WebApplicationContextRunner runner() {
        return new WebApplicationContextRunner()
                .withUserConfiguration(IdentityConfiguration.class)
                .withPropertyValues(
                        "countersign.identity.issuer=http://localhost:8080",
                        "countersign.identity.data-dir=" + dataDir);
    }

    @Test
    void isThereByItself() {
        runner().run(context -> assertThat(context).hasSingleBean(KeyFolder.class));
    }

    @Test
    void isPassedOverWhereAnotherIsNamed() {
        runner().withPropertyValues("spring.security.oauth2.resourceserver.jwt.issuer-uri=https://other.example")
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(KeyFolder.class)
                        .doesNotHaveBean(IdentityConfiguration.class));
    }
}
