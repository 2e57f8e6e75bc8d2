package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Settings;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SinkProviderTest {
    @Test
    void findsTheSinksOfThisModule() {
        assertThat(SinkProvider.all()).extracting(SinkProvider::name).containsExactly("file", "memory", "stdout");
    }

    @Test
    void findsASinkByItsName() {
        assertThat(SinkProvider.named("file")).isInstanceOf(LineSink.FileProvider.class);
        assertThat(SinkProvider.named("memory")).isInstanceOf(InMemorySink.Provider.class);
        assertThat(SinkProvider.named("stdout")).isInstanceOf(LineSink.StdoutProvider.class);
    }

    @Test
    void listsTheSinksThereAreForAnUnknownName() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> SinkProvider.named("Memory"))
                .withMessage("sink must be one of file, memory, stdout: Memory");
    }

    @Test
    void declaresTheKeysOfEachSink() {
        assertThat(SinkProvider.named("file").keys())
                .extracting(Key::name)
                .containsExactly("out-file", "out-file-mode", "out-file-roll-size", "out-file-roll-every");
        assertThat(SinkProvider.named("memory").keys()).extracting(Key::name).containsExactly("memory-capacity");
        assertThat(SinkProvider.named("stdout").keys()).isEmpty();
    }

    @Test
    void memoryKeepsTheLatestClicks() throws Exception {
        try (ClickSink sink = open("memory", Map.of("memory-capacity", "2"))) {
            SampleClicks.send(SampleClicks.first(5), sink, ReceiptListener.NONE);
            assertThat(sink).isInstanceOfSatisfying(InMemorySink.class, memory -> {
                assertThat(memory.clicks())
                        .containsExactlyElementsOf(SampleClicks.first(5).subList(3, 5));
                assertThat(memory.count()).isEqualTo(5);
            });
        }
    }

    @Test
    void memoryKeepsAHundredThousandClicksByDefault() throws Exception {
        try (ClickSink sink = open("memory", Map.of())) {
            SampleClicks.send(SampleClicks.first(100_001), sink, ReceiptListener.NONE);
            assertThat(((InMemorySink) sink).clicks()).hasSize(100_000);
        }
    }

    @Test
    void memoryRequiresACapacityThatIsPositive() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> open("memory", Map.of("memory-capacity", "0")))
                .withMessage("memory-capacity must be a whole number from 1 to 100000000: 0 (command line)");
    }

    @Test
    void fileWritesUrlsByDefault(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("clicks.txt");
        try (ClickSink sink = open("file", Map.of("out-file", file.toString()))) {
            sink.send(SampleClicks.numbered(4), ReceiptListener.NONE);
        }
        assertThat(file).hasContent("https://webstore.demo.com/api/group/2?userid=4\n");
    }

    @Test
    void fileWritesTheFormatAskedFor(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("clicks.txt");
        try (ClickSink sink = open("file", Map.of("out-file", file.toString(), "format", "json-url"))) {
            sink.send(SampleClicks.numbered(4), ReceiptListener.NONE);
        }
        assertThat(file).hasContent("{\"url\":\"https://webstore.demo.com/api/group/2?userid=4\"}\n");
    }

    @Test
    void fileSaysAllThatIsWrong() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> open("file", Map.of("format", "xml")))
                .withMessage(
                        "format must be one of url, json-url, json, csv, access-log: xml (command line)\n"
                                + "out-file must be set: file the clicks are written to, compressed if its name ends in .gz; {seed} in it stands for the seed of the run, {run} for its number");
    }

    @Test
    void fileCanBeCheckedWithoutOpeningIt(@TempDir Path directory) {
        Path file = directory.resolve("clicks.txt");
        SinkProvider provider = SinkProvider.named("file");

        provider.check(settings(Map.of("out-file", file.toString())));

        assertThat(file).doesNotExist();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> provider.check(settings(Map.of())))
                .withMessage(
                        "out-file must be set: file the clicks are written to, compressed if its name ends in .gz; {seed} in it stands for the seed of the run, {run} for its number");
    }

    @Test
    void everySinkCanBeCheckedWithoutOpeningIt() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> SinkProvider.named("memory").check(settings(Map.of("memory-capacity", "0"))))
                .withMessage("memory-capacity must be a whole number from 1 to 100000000: 0 (command line)");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> SinkProvider.named("stdout").check(settings(Map.of("format", "xml"))))
                .withMessage("format must be one of url, json-url, json, csv, access-log: xml (command line)");
    }

    @Test
    void sinksThatNeedNothingHaveNothingToCheck() {
        SinkProvider.named("memory").check(settings(Map.of()));
        SinkProvider.named("stdout").check(settings(Map.of()));
    }

    @Test
    void fileRefusesWhatIsNoPath() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> open("file", Map.of("out-file", "clicks\0.txt")))
                .withMessage("out-file must be the path of a file: clicks\\u0000.txt (command line)");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> open("file", Map.of("out-file", "")))
                .withMessage("out-file must be the path of a file: \"\" (command line)");
    }

    @Test
    void stdoutSaysThatAFormatIsUnknown() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> open("stdout", Map.of("format", "xml")))
                .withMessage("format must be one of url, json-url, json, csv, access-log: xml (command line)");
    }

    @Test
    void stdoutWritesToStandardOutputAndLeavesItOpen() throws Exception {
        Process program = start(2, "json-url");
        assertThat(new String(program.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "{\"url\":\"https://webstore.demo.com/api/group/2?userid=0\"}",
                        "{\"url\":\"https://webstore.demo.com/api/group/2?userid=1\"}",
                        "standard output is open");
        assertThat(program.waitFor()).isZero();
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void stdoutTellsThatItsReaderHasGone() throws Exception {
        Process program = start(10_000_000, "url");
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(program.getInputStream(), StandardCharsets.UTF_8))) {
            assertThat(reader.readLine()).isEqualTo("https://webstore.demo.com/api/group/2?userid=0");
        }
        assertThat(new String(program.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("standard output must take more data: Broken pipe");
        assertThat(program.waitFor()).isZero();
    }

    private static ClickSink open(String name, Map<String, String> values) {
        return SinkProvider.named(name).open(settings(values));
    }

    private static SinkSettings settings(Map<String, String> values) {
        return new SinkSettings(Settings.of(values, "command line"), SampleClicks::encoder);
    }

    private static Process start(int clicks, String format) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StdoutProgram.class.getName(),
                        Integer.toString(clicks),
                        format))
                .start();
    }
}
