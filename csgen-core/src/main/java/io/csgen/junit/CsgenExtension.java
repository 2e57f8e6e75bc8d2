package io.csgen.junit;

import io.csgen.click.Click;
import io.csgen.config.ConfigException;
import io.csgen.config.ConfigException.Problem;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.fault.Faults;
import io.csgen.fault.Faults.FaultyClick;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.InMemorySink;
import io.csgen.truth.Manifest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Makes a test of a {@link CsgenTest} for each of its seeds. Has no state, so safe for concurrent use. */
final class CsgenExtension implements TestTemplateInvocationContextProvider {
    private static final int SINK_CAPACITY = 10_000_000;
    private static final String PRESET = "preset";

    /** What holds unless the settings of a test say otherwise. */
    private static final Map<String, String> DEFAULTS = Map.of("overlapping-sessions", "forbid");

    private static final Map<String, String> CLASSIC_DEFAULTS = Map.of("clicks-per-second", "0.05");

    /** What a parameter can be, by the name of its type. */
    private static final Map<String, Function<Parameters, Object>> PARAMETERS = Map.of(
            ClickGenerator.class.getName(),
            Parameters::generator,
            "java.util.List<" + Click.class.getName() + ">",
            parameters -> parameters.generator().stream().toList(),
            "java.util.stream.Stream<" + Click.class.getName() + ">",
            parameters -> parameters.generator().stream(),
            "java.util.List<" + FaultyClick.class.getName() + ">",
            parameters -> parameters.faultyClicks().toList(),
            "java.util.stream.Stream<" + FaultyClick.class.getName() + ">",
            Parameters::faultyClicks,
            Manifest.class.getName(),
            parameters -> Manifest.of(parameters.generator()),
            ShopModel.class.getName(),
            parameters -> parameters.generator().model(),
            InMemorySink.class.getName(),
            parameters -> InMemorySink.withCapacity(SINK_CAPACITY));

    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return annotation(context).isPresent();
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        CsgenTest test = annotation(context).orElseThrow();
        LongStream seeds = test.seeds().length == 0 ? LongStream.of(test.seed()) : LongStream.of(test.seeds());
        return seeds.mapToObj(seed -> new OneSeed(test, seed));
    }

    private static Optional<CsgenTest> annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getTestMethod(), CsgenTest.class);
    }

    /** Gives the parameters of one test. Immutable. */
    private record OneSeed(CsgenTest test, long seed) implements TestTemplateInvocationContext, ParameterResolver {
        @Override
        public String getDisplayName(int invocationIndex) {
            return "seed " + seed;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return PARAMETERS.containsKey(typeName(parameter));
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return Objects.requireNonNull(PARAMETERS.get(typeName(parameter))).apply(parameters(test, seed));
        }

        private static String typeName(ParameterContext parameter) {
            return parameter.getParameter().getParameterizedType().getTypeName();
        }
    }

    /** What parameters are made of. Immutable. */
    private record Parameters(ClickGenerator generator, Faults faults) {
        Stream<FaultyClick> faultyClicks() {
            return faults.clicks(generator);
        }
    }

    private static Parameters parameters(CsgenTest test, long seed) {
        SettingsReader reader = settings(test).reader();
        reader.requireDeclared(ShopModel.keys());
        Optional<ShopModel> model = ShopModel.read(reader);
        Optional<Instant> start = reader.collect(() -> start(test));
        Optional<ClickGenerator> generator = reader.collect(
                () -> ClickGenerator.of(model.orElseGet(ShopModel::classic), seed, start.orElse(Instant.EPOCH))
                        .sessions(test.sessions()));
        Optional<Faults> faults = reader.collect(() -> Faults.of(faults(test)));
        reader.throwIfAny();
        return new Parameters(generator.orElseThrow(), faults.orElseThrow());
    }

    private static Settings faults(CsgenTest test) {
        Problems problems = new Problems();
        Map<String, String> given = new LinkedHashMap<>();
        assign("faults", test.faults(), given, problems);
        problems.throwIfAny();
        return Settings.of(given, "faults");
    }

    private static void assign(String element, String[] settings, Map<String, String> given, Problems problems) {
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            if (problems.require(equals > 0, element, "be key=value", setting)) {
                String key = setting.substring(0, equals).strip();
                String rule = key.equals(PRESET) ? "be the element preset of @CsgenTest" : "be given once";
                String value = setting.substring(equals + 1);
                problems.require(given.putIfAbsent(key, value) == null, key, rule, value.strip());
            }
        }
    }

    private static Settings settings(CsgenTest test) {
        Problems problems = new Problems();
        Map<String, String> given = new LinkedHashMap<>();
        given.put(PRESET, test.preset().toString());
        assign("settings", test.settings(), given, problems);
        problems.throwIfAny();
        Settings defaults = Settings.of(DEFAULTS, "@CsgenTest");
        return Settings.of(given, "settings")
                .over(
                        test.preset() == Preset.CLASSIC
                                ? defaults.over(Settings.of(CLASSIC_DEFAULTS, "@CsgenTest"))
                                : defaults);
    }

    private static Instant start(CsgenTest test) {
        try {
            return Instant.parse(test.start());
        } catch (DateTimeException e) {
            String rule = "be a UTC time such as 2026-01-05T00:00:00Z";
            throw new ConfigException(Problem.of("start", rule, test.start()));
        }
    }
}
