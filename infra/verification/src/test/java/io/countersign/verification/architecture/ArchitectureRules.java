package io.countersign.verification.architecture;

import static com.tngtech.archunit.lang.SimpleConditionEvent.violated;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import org.jspecify.annotations.NullMarked;
import org.springframework.beans.factory.annotation.Autowired;

/** The rules that the folders promise. Each holds for all classes; each has a planted violation that it must find. */
enum ArchitectureRules {
    THE_QUERY_SIDE_SENDS_NO_COMMANDS(noClasses()
            .that()
            .resideInAPackage("io.countersign.query..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.countersign.command..", "io.countersign.domain..")),

    THE_COMMAND_SIDE_READS_NO_PROJECTIONS(noClasses()
            .that()
            .resideInAnyPackage("io.countersign.command..", "io.countersign.domain..", "io.countersign.contract..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.countersign.query..")),

    CONTRACT_AND_DOMAIN_KNOW_NO_FRAMEWORK(noClasses()
            .that()
            .resideInAnyPackage("io.countersign.contract..", "io.countersign.domain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework..",
                    "org.axonframework..",
                    "jakarta..",
                    "java.sql..",
                    "javax.sql..",
                    "io.countersign.platform..")),

    THE_CONTRACT_DEPENDS_ON_NOTHING_ELSE_OF_OURS(noClasses()
            .that()
            .resideInAPackage("io.countersign.contract..")
            .should()
            .dependOnClassesThat(JavaClass.Predicates.resideInAPackage("io.countersign..")
                    .and(JavaClass.Predicates.resideOutsideOfPackage("io.countersign.contract..")))),

    WHAT_IS_SHARED_KNOWS_NONE_OF_THOSE_WHO_SHARE_IT(noClasses()
            .that()
            .resideInAnyPackage("io.countersign.platform..", "io.countersign.identity..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.countersign.command..",
                    "io.countersign.domain..",
                    "io.countersign.query..",
                    "io.countersign.launcher..")),

    NOTHING_KNOWS_THE_LAUNCHER(noClasses()
            .that()
            .resideOutsideOfPackage("io.countersign.launcher..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.countersign.launcher..")),

    FEATURES_OF_THE_COMMAND_SIDE_FORM_NO_CYCLES(
            slices().matching("io.countersign.command.(*)..").should().beFreeOfCycles()),

    FEATURES_OF_THE_QUERY_SIDE_FORM_NO_CYCLES(
            slices().matching("io.countersign.query.(*)..").should().beFreeOfCycles()),

    PARTS_OF_THE_CONTRACT_FORM_NO_CYCLES(
            slices().matching("io.countersign.contract.(*)..").should().beFreeOfCycles()),

    NAMES_SAY_WHAT_SOMETHING_IS(noClasses()
            .should()
            .haveNameMatching(".*(Impl|Utils?|Manager|Helper|Dto|DTO)")
            .as("no class should be called *Impl, *Util, *Manager, *Helper or *Dto")),

    NOTHING_IS_INJECTED_INTO_FIELDS(fields().should().notBeAnnotatedWith(Autowired.class)),

    EVERY_PACKAGE_IS_CHECKED_FOR_NULLS(classes().should(new ArchCondition<>("be in a @NullMarked package") {
        @Override
        public void check(JavaClass item, ConditionEvents events) {
            if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
                events.add(violated(item, item.getFullName() + " is not in a @NullMarked package"));
            }
        }
    }));

    private final ArchRule rule;

    ArchitectureRules(ArchRule rule) {
        this.rule = rule;
    }

    ArchRule rule() {
        return rule;
    }
}
