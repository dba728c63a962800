package io.countersign.verification.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The architecture as the folders promise it, over every class, and the proof that each rule can find a violation. */
class ArchitectureTest {

    private static final List<String> MODULES = List.of(
            "command-side/contract",
            "command-side/domain",
            "command-side/app",
            "query-side/app",
            "infra/platform",
            "infra/identity",
            "infra/launcher");

    private static JavaClasses all;
    private static JavaClasses planted;

    @BeforeAll
    static void readClasses() {
        all = new ClassFileImporter()
                .importPaths(MODULES.stream().map(ArchitectureTest::classesOf).toList());
        planted = new ClassFileImporter()
                .importPackages("io.countersign")
                .that(DescribedPredicate.describe(
                        "planted", type -> type.getPackageName().contains(".planted")));
    }

    @ParameterizedTest
    @EnumSource
    void holds(ArchitectureRules architecture) {
        architecture.rule().check(all);
    }

    @ParameterizedTest
    @EnumSource
    void findsTheViolationThatIsPlanted(ArchitectureRules architecture) {
        assertThat(architecture.rule().evaluate(planted).hasViolation()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.countersign.contract",
                "io.countersign.domain",
                "io.countersign.command",
                "io.countersign.query",
                "io.countersign.platform",
                "io.countersign.identity",
                "io.countersign.launcher"
            })
    void looksAtTheClassesOf(String root) {
        assertThat(all.stream().filter(type -> type.getPackageName().startsWith(root)))
                .as("classes of %s", root)
                .isNotEmpty();
    }

    private static Path classesOf(String module) {
        Path classes = Path.of("..", "..", module, "target", "classes");
        assertThat(classes).as("compiled classes of %s", module).isDirectory();
        return classes;
    }
}
