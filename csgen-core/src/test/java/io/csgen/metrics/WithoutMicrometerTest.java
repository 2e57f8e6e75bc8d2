package io.csgen.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.model.ShopModel;
import io.csgen.run.ClickRun;
import io.csgen.run.Pacing;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.InMemorySink;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What programs see that have no Micrometer on their class path: a loader of classes that finds none. */
class WithoutMicrometerTest {
    /** Runs in that loader. */
    static final class PacedRun implements Callable<Long> {
        @Override
        public Long call() throws InterruptedException {
            ClickGenerator generator = ClickGenerator.of(ShopModel.classic(), 7, Instant.parse("2026-01-05T00:00:00Z"));
            return ClickRun.of(generator.clicks(1_000), InMemorySink.withCapacity(1_000))
                    .pacing(Pacing.speedup(1e6))
                    .start()
                    .await()
                    .delivered();
        }
    }

    @Test
    void runsWorkWithoutIt() throws ReflectiveOperationException, IOException {
        try (URLClassLoader loader = withoutMicrometer()) {
            assertThatThrownBy(() -> loader.loadClass("io.micrometer.core.instrument.MeterRegistry"))
                    .isInstanceOf(ClassNotFoundException.class);
            Class<?> program = loader.loadClass(PacedRun.class.getName());
            assertThat(program).isNotSameAs(PacedRun.class);
            var constructor = program.getDeclaredConstructor();
            constructor.setAccessible(true);

            assertThat(((Callable<?>) constructor.newInstance()))
                    .satisfies(run -> assertThat(run.call()).isEqualTo(1_000L));
        }
    }

    @Test
    void onlyTheMetricsMissIt() throws IOException {
        try (URLClassLoader loader = withoutMicrometer()) {
            assertThatThrownBy(() -> Class.forName(ClickRunMetrics.class.getName(), true, loader))
                    .isInstanceOf(NoClassDefFoundError.class)
                    .hasMessageContaining("io/micrometer/");
        }
    }

    private static URLClassLoader withoutMicrometer() {
        URL[] urls = Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(System.getProperty("java.class.path"))
                .filter(entry -> !entry.contains("micrometer"))
                .flatMap(WithoutMicrometerTest::url)
                .toArray(URL[]::new);
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }

    private static Stream<URL> url(String entry) {
        try {
            return Stream.of(Path.of(entry).toUri().toURL());
        } catch (java.net.MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
