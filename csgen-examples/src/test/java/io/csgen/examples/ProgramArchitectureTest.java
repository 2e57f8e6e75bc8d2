package io.csgen.examples;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package of the program may know what. */
class ProgramArchitectureTest {
    private static final String ROOT = "io.csgen.examples";

    /** The packages, and which others each may see. */
    private static final Map<String, List<String>> ARROWS = new TreeMap<>(Map.of(
            "job", List.of(),
            "http", List.of(),
            "lambda", List.of("job"),
            "server", List.of("job", "http"),
            "cli", List.of("job", "http", "server")));

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    static Set<String> packages() {
        return ARROWS.keySet();
    }

    @Test
    void everyClassIsInOneOfThePackages() {
        assertThat(MAIN.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .isEqualTo(
                        packages().stream().map(ProgramArchitectureTest::full).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("packages")
    void aPackageSeesOnlyThoseBelowIt(String name) {
        String[] others = packages().stream()
                .filter(other -> !other.equals(name) && !ARROWS.get(name).contains(other))
                .map(ProgramArchitectureTest::full)
                .toArray(String[]::new);

        noClasses()
                .that()
                .resideInAPackage(full(name))
                .should()
                .dependOnClassesThat(resideInAnyPackage(others))
                .check(MAIN);
    }

    @Test
    void onlyTheHttpServerKnowsNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("http"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("io.netty.."))
                .check(MAIN);
    }

    @Test
    void onlyTheCommandsKnowPicocli() {
        noClasses()
                .that()
                .resideOutsideOfPackage(full("cli"))
                .should()
                .dependOnClassesThat(resideInAnyPackage("picocli.."))
                .check(MAIN);
    }

    private static String full(String name) {
        return ROOT + "." + name;
    }
}
