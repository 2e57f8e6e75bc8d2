package io.csgen;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.csgen.architecture.config.SeesForeign;
import io.csgen.architecture.simulate.Impure;
import io.csgen.architecture.simulate.SeesSink;
import io.csgen.architecture.simulate.Unrepeatable;
import io.csgen.architecture.sink.SeesSimulate;
import io.csgen.click.Click;
import io.csgen.sink.internal.FailureText;
import io.csgen.truth.internal.DigestSum;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which package may know what. Each rule is also run on classes that break it, to prove that it can fail. */
class ArchitectureTest {
    private static final String ROOT = "io.csgen";
    private static final String FIXTURES = "io.csgen.architecture";

    /** The packages, and which others each may see. */
    private static final Map<String, List<String>> ARROWS = Map.ofEntries(
            Map.entry("internal", List.of("config")),
            Map.entry("internal.json", List.of("config")),
            Map.entry("config", List.of()),
            Map.entry("click", List.of("internal", "internal.json", "config")),
            Map.entry("model", List.of("config", "click")),
            Map.entry("simulate", List.of("internal", "config", "click", "model")),
            Map.entry("realism", List.of("internal", "config", "click")),
            Map.entry("sink", List.of("internal", "config", "click", "sink.internal", "sink.spi")),
            Map.entry("sink.internal", List.of("config", "click", "sink")),
            Map.entry("sink.spi", List.of("internal", "config", "click", "sink", "sink.internal")),
            Map.entry("run", List.of("config", "click", "model", "simulate", "sink", "sink.internal")),
            Map.entry("metrics", List.of("run")),
            Map.entry(
                    "fault",
                    List.of(
                            "internal",
                            "internal.json",
                            "config",
                            "click",
                            "model",
                            "simulate",
                            "sink",
                            "sink.internal")),
            Map.entry("truth.internal", List.of("click")),
            Map.entry(
                    "truth",
                    List.of(
                            "internal",
                            "internal.json",
                            "config",
                            "click",
                            "model",
                            "simulate",
                            "fault",
                            "truth.internal")),
            Map.entry(
                    "truth.check",
                    List.of(
                            "internal",
                            "internal.json",
                            "config",
                            "click",
                            "model",
                            "simulate",
                            "fault",
                            "truth",
                            "truth.internal")),
            Map.entry(
                    "junit", List.of("config", "click", "model", "simulate", "sink", "fault", "truth", "truth.check")));

    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);
    private static final JavaClasses BAD = new ClassFileImporter().importPackages(FIXTURES);

    // Names are those of a class or of a member of it.

    private static final Pattern TIME_AND_THREADS = Pattern.compile("java\\.lang\\.(Thread|ThreadLocal|Process)"
            + "(\\..*)?|java\\.lang\\.Runtime\\.(exec|exit|halt|availableProcessors|addShutdownHook|gc)"
            + "|java\\.util\\.concurrent\\..*|java\\.util\\.(Timer|TimerTask)(\\..*)?"
            + "|java\\.lang\\.System\\.(currentTimeMillis|nanoTime)"
            + "|java\\.time\\.([A-Za-z]+|chrono\\.[A-Za-z]+)\\.(now|tick|tickMillis|tickSeconds|tickMinutes|system.*)"
            + "|java\\.util\\.Date\\.<init>\\(\\)|java\\.util\\.Calendar\\.getInstance"
            + "|java\\.lang\\.Object\\.(wait|notify|notifyAll)|.*\\.(parallel|parallelStream)\\(\\)");

    private static final Pattern SURROUNDINGS = Pattern.compile(
            "java\\.lang\\.System\\.(getenv|getProperty|getProperties"
                    + "|lineSeparator|identityHashCode|in|out|err)"
                    + "|java\\.lang\\.(Integer\\.getInteger|Long\\.getLong|Boolean\\.getBoolean)"
                    + "|java\\.util\\.(Locale|TimeZone)\\.getDefault|java\\.time\\.ZoneId\\.systemDefault"
                    + "|java\\.nio\\.charset\\.Charset\\.defaultCharset"
                    + "|java\\.lang\\.String\\.(format\\(java\\.lang\\.String, .*|formatted|toLowerCase\\(\\)|toUpperCase\\(\\)"
                    + "|getBytes\\(\\)|<init>\\(\\[B\\)|<init>\\(\\[B, int, int\\))"
                    + "|java\\.util\\.Formatter\\.<init>\\(\\)|java\\.util\\.UUID\\.randomUUID|java\\.lang\\.Math\\.random");

    private static final Pattern UNREPEATABLE = Pattern.compile(
            "java\\.lang\\.Math\\.(sin|cos|tan|asin|acos|atan|atan2|sinh"
                    + "|cosh|tanh|exp|expm1|log|log10|log1p|pow|sqrt|cbrt|hypot|toRadians|toDegrees)"
                    + "|java\\.util\\.(Random|SplittableRandom)(\\..*)?|java\\.util\\.random\\..*"
                    + "|java\\.security\\.SecureRandom(\\..*)?"
                    + "|java\\.util\\.(HashMap|HashSet|Hashtable|IdentityHashMap|WeakHashMap)(\\..*)?"
                    + "|java\\.util\\.(Map|Set)\\.(of|copyOf|ofEntries)"
                    + "|java\\.util\\.stream\\.Collectors\\.(toMap|toSet|toUnmodifiableMap|toUnmodifiableSet|groupingBy)");

    static Stream<String> packages() {
        return ARROWS.keySet().stream().sorted();
    }

    private static ArchRule arrows(String root, String from) {
        String[] visible = Stream.concat(Stream.of(from), ARROWS.get(from).stream())
                .map(name -> root + "." + name)
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(root + "." + from)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(visible).or(resideOutsideOfPackage(root + "..")))
                .allowEmptyShould(true); // a package may be yet to come
    }

    private static ArchRule knownPackagesOnly(String root) {
        return classes()
                .should()
                .resideInAnyPackage(packages().map(name -> root + "." + name).toArray(String[]::new));
    }

    private static ArchRule noCycles(String root) {
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                // Sinks of core are in the package of their contract.
                .ignoreDependency(
                        resideInAPackage(root + ".sink"),
                        resideInAnyPackage(root + ".sink.internal", root + ".sink.spi"));
    }

    private static ArchRule fewLibraries() {
        return classes()
                .that()
                .resideOutsideOfPackages(inside(ROOT, "metrics"), inside(ROOT, "junit"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ROOT + "..", "java..", "org.slf4j..", "org.jspecify..", "org.HdrHistogram..");
    }

    /** What touches an optional library, and is touched by nothing else. */
    private static void assertAlone(String name, String... libraries) {
        String[] visible = Stream.concat(Stream.of(ROOT + "..", "java..", "org.jspecify.."), Arrays.stream(libraries))
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(inside(ROOT, name))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(visible)
                .check(MAIN);
        noClasses()
                .that()
                .resideOutsideOfPackage(inside(ROOT, name))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(inside(ROOT, name))
                .check(MAIN);
    }

    /** How large the heap is decides whether clicks are generated at all, never which. */
    private static ArchRule pure(String root) {
        return free(TIME_AND_THREADS, root, "config", "click", "model", "simulate", "realism");
    }

    private static ArchRule independentOfSurroundings(String root) {
        return free(SURROUNDINGS, root, "config", "click", "model", "simulate", "realism");
    }

    private static ArchRule repeatable(String root) {
        return free(UNREPEATABLE, root, "simulate");
    }

    private static ArchRule free(Pattern banned, String root, String... packages) {
        return noClasses()
                .that()
                .resideInAnyPackage(
                        Arrays.stream(packages).map(name -> inside(root, name)).toArray(String[]::new))
                .should()
                .dependOnClassesThat(describe("are banned", (JavaClass type) -> isBanned(banned, type.getFullName())))
                .orShould()
                .accessTargetWhere(accessTo(banned));
    }

    /** Covers calls, references to methods and constructors, and fields. */
    private static DescribedPredicate<JavaAccess<?>> accessTo(Pattern banned) {
        return describe("is banned", access -> {
            String name = access.getTarget().getOwner().getFullName() + "."
                    + access.getTarget().getName();
            return isBanned(banned, name)
                    || access.getTarget() instanceof CodeUnitAccessTarget codeUnit
                            && isBanned(banned, name + parameters(codeUnit));
        });
    }

    private static boolean isBanned(Pattern banned, String name) {
        return banned.matcher(name).matches();
    }

    private static String parameters(CodeUnitAccessTarget target) {
        return "("
                + String.join(
                        ", ",
                        target.getRawParameterTypes().stream()
                                .map(JavaClass::getName)
                                .toList())
                + ")";
    }

    /** The types that a user's module can see, without those nested in them. */
    private static Stream<String> publicTypes(ModuleDescriptor module) {
        Set<String> exported = module.exports().stream()
                .filter(export -> !export.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        return MAIN.stream()
                .filter(type -> exported.contains(type.getPackageName()))
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getName);
    }

    private static ModuleDescriptor descriptor() throws IOException, URISyntaxException {
        URI classes =
                Click.class.getProtectionDomain().getCodeSource().getLocation().toURI();
        try (InputStream descriptor = Files.newInputStream(Path.of(classes).resolve("module-info.class"))) {
            return ModuleDescriptor.read(descriptor);
        }
    }

    private static String inside(String root, String name) {
        return root + "." + name + "..";
    }

    @ParameterizedTest
    @MethodSource("packages")
    void packageSeesOnlyWhatItMay(String name) {
        arrows(ROOT, name).check(MAIN);
    }

    @Test
    void everyPackageHasItsPlace() {
        knownPackagesOnly(ROOT).check(MAIN);
    }

    @Test
    void packagesFormNoCycle() {
        noCycles(ROOT).check(MAIN);
    }

    @Test
    void usersSeeAtMost65Types() throws Exception {
        assertThat(publicTypes(descriptor()))
                .contains(Click.class.getName())
                .doesNotContain(FailureText.class.getName(), DigestSum.class.getName())
                .hasSizeLessThanOrEqualTo(65);
    }

    @Test
    void coreNeedsOnlyTheJdkAndThreeSmallLibraries() {
        fewLibraries().check(MAIN);
    }

    @Test
    void onlyMetricsKnowMicrometer() {
        assertAlone("metrics", "io.micrometer..");
    }

    @Test
    void onlyThePackageForTestsKnowsJUnit() {
        assertAlone("junit", "org.junit..", "org.opentest4j..");
    }

    @Test
    void onlyRunsAndSinksKnowTimeAndThreads() {
        pure(ROOT).check(MAIN);
    }

    @Test
    void noOutputDependsOnTheMachine() {
        independentOfSurroundings(ROOT).check(MAIN);
    }

    @Test
    void simulationUsesNothingThatIsNotRepeatable() {
        repeatable(ROOT).check(MAIN);
    }

    @Test
    void brokenArrowsAreFound() {
        assertThat(violations(arrows(FIXTURES, "simulate"))).singleElement().satisfies(names(SeesSink.class));
        assertThat(violations(arrows(FIXTURES, "sink"))).singleElement().satisfies(names(SeesSimulate.class));
        assertThat(violations(arrows(FIXTURES, "config"))).isEmpty();
    }

    @Test
    void strayPackagesAreFound() {
        assertThat(violations(knownPackagesOnly(ROOT))).hasSameSizeAs(BAD).isNotEmpty();
        assertThat(violations(knownPackagesOnly(FIXTURES))).isEmpty();
    }

    @Test
    void cyclesAreFound() {
        assertThat(violations(noCycles(FIXTURES))).singleElement().satisfies(names(SeesSink.class));
    }

    @Test
    void foreignLibrariesAreFound() {
        assertThat(violations(fewLibraries())).isNotEmpty().allSatisfy(names(SeesForeign.class));
    }

    @Test
    void everyUseOfTimeThreadsAndSurroundingsIsFound() {
        List<String> found = Stream.of(pure(FIXTURES), independentOfSurroundings(FIXTURES))
                .flatMap(rule -> violations(rule).stream())
                .toList();

        assertThatEachMethodIsNamed(Impure.class, found);
    }

    @Test
    void everyUnrepeatableUseIsFound() {
        assertThatEachMethodIsNamed(Unrepeatable.class, violations(repeatable(FIXTURES)));
    }

    /** Each method of a fixture commits one offence, except those whose name says that they may. */
    private static void assertThatEachMethodIsNamed(Class<?> fixture, List<String> violations) {
        Predicate<Method> allowed = method -> method.getName().startsWith("allowed");
        Set<Method> methods = Set.of(fixture.getDeclaredMethods());

        assertThat(methods)
                .filteredOn(method -> !method.isSynthetic())
                .hasSizeGreaterThan(5)
                .allSatisfy(method -> {
                    String name = fixture.getSimpleName() + "." + method.getName() + "()";
                    assertThat(violations.stream().anyMatch(line -> line.contains(name)))
                            .as(name)
                            .isEqualTo(!allowed.test(method));
                });
    }

    private static List<String> violations(ArchRule rule) {
        return rule.evaluate(BAD).getFailureReport().getDetails();
    }

    private static Consumer<String> names(Class<?> type) {
        return line -> assertThat(line).contains(type.getSimpleName());
    }
}
