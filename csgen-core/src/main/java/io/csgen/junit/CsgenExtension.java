package io.csgen.junit;

import io.csgen.click.Click;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.model.Preset;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.InMemorySink;
import io.csgen.truth.Manifest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Gives the parameters of a {@link CsgenTest}. Has no state, so safe for concurrent use. */
final class CsgenExtension implements ParameterResolver {
    private static final int SINK_CAPACITY = 10_000_000;
    private static final String PRESET = "preset";

    /** What holds unless the settings of a test say otherwise. */
    private static final Map<String, String> DEFAULTS = Map.of("overlapping-sessions", "forbid");

    private static final Map<String, String> CLASSIC_DEFAULTS = Map.of("clicks-per-second", "0.05");

    /** What a parameter can be, by the name of its type. */
    private static final Map<String, Function<ClickGenerator, Object>> PARAMETERS = Map.of(
            ClickGenerator.class.getName(),
            generator -> generator,
            "java.util.List<" + Click.class.getName() + ">",
            generator -> generator.stream().toList(),
            "java.util.stream.Stream<" + Click.class.getName() + ">",
            ClickGenerator::stream,
            Manifest.class.getName(),
            Manifest::of,
            ShopModel.class.getName(),
            ClickGenerator::model,
            InMemorySink.class.getName(),
            generator -> InMemorySink.withCapacity(SINK_CAPACITY));

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return annotation(context).isPresent() && PARAMETERS.containsKey(typeName(parameter));
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        CsgenTest test = annotation(context).orElseThrow();
        return PARAMETERS.get(typeName(parameter)).apply(generator(test));
    }

    private static String typeName(ParameterContext parameter) {
        return parameter.getParameter().getParameterizedType().getTypeName();
    }

    private static Optional<CsgenTest> annotation(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getTestMethod(), CsgenTest.class);
    }

    private static ClickGenerator generator(CsgenTest test) {
        SettingsReader reader = settings(test).reader();
        reader.requireDeclared(ShopModel.keys());
        Optional<ShopModel> model = ShopModel.read(reader);
        Optional<Instant> start = reader.collect(() -> start(test));
        Optional<ClickGenerator> generator = reader.collect(
                () -> ClickGenerator.of(model.orElseGet(ShopModel::classic), test.seed(), start.orElse(Instant.EPOCH))
                        .sessions(test.sessions()));
        reader.throwIfAny();
        return generator.orElseThrow();
    }

    private static Settings settings(CsgenTest test) {
        Problems problems = new Problems();
        Map<String, String> given = new LinkedHashMap<>();
        given.put(PRESET, test.preset().toString());
        for (String setting : test.settings()) {
            int equals = setting.indexOf('=');
            if (problems.require(equals > 0, "settings", "be key=value", setting)) {
                String key = setting.substring(0, equals).strip();
                String rule = key.equals(PRESET) ? "be the element preset of @CsgenTest" : "be given once";
                String value = setting.substring(equals + 1);
                problems.require(given.putIfAbsent(key, value) == null, key, rule, value.strip());
            }
        }
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
            throw new ConfigException(List.of(Problems.describe("start", rule, test.start())));
        }
    }
}
