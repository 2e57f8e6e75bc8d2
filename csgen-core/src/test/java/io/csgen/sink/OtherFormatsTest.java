package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickFormat.Framing;
import io.csgen.click.ClickReader;
import io.csgen.click.ClickView;
import io.csgen.click.Store;
import io.csgen.config.ConfigException;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Formats that are not csgen's own: found as a jar would bring them, written, and read back. */
@Timeout(60)
class OtherFormatsTest {
    @TempDir
    private Path directory;

    private final ClassLoader usual = Thread.currentThread().getContextClassLoader();

    /** Lines of JSON in blocks: {@code B!} at the beginning, the number of clicks before and a semicolon behind each. */
    public static final class Blocks implements ClickFormat, ClickFormat.Unpacker {
        @Override
        public String name() {
            return "blocks";
        }

        @Override
        public ClickEncoder encoder(Store store) {
            return framed(
                    JSON.encoder(store),
                    Framing.container(bytes("B!"), (clicks, size) -> bytes(clicks + "/" + size + ":"), bytes(";")));
        }

        @Override
        public List<ClickField> fields() {
            return ClickField.ALL;
        }

        @Override
        public Optional<Unpacker> unpacker() {
            return Optional.of(this);
        }

        @Override
        public boolean recognizes(byte[] beginning) {
            return text(beginning).startsWith("B!");
        }

        @Override
        public InputStream unpack(InputStream stream) throws IOException {
            return new ByteArrayInputStream(bytes(text(stream.readAllBytes())
                    .substring(2)
                    .replaceAll("\\d+/\\d+:\\{", "{")
                    .replace("};", "}\n")
                    .replace("}{", "}\n{")));
        }
    }

    /** Clicks that no file can hold. */
    public static final class Alone implements ClickFormat {
        @Override
        public String name() {
            return "alone";
        }

        @Override
        public ClickEncoder encoder(Store store) {
            return framed(URL.encoder(store), Framing.none());
        }

        @Override
        public List<ClickField> fields() {
            return List.of(ClickField.URL);
        }
    }

    /** A format that wants a name that is taken. */
    public static final class Twin implements ClickFormat {
        @Override
        public String name() {
            return "json";
        }

        @Override
        public ClickEncoder encoder(Store store) {
            throw new AssertionError("must not be asked");
        }

        @Override
        public List<ClickField> fields() {
            return List.of();
        }
    }

    private static ClickEncoder framed(ClickEncoder encoder, Framing framing) {
        return new ClickEncoder() {
            @Override
            public int maxBytes() {
                return encoder.maxBytes();
            }

            @Override
            public int encode(ClickView click, byte[] target, int offset) {
                return encoder.encode(click, target, offset);
            }

            @Override
            public Framing framing() {
                return framing;
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @BeforeEach
    void addJar() throws IOException {
        announce(Blocks.class.getName(), Alone.class.getName(), Twin.class.getName());
    }

    private void announce(String... classes) throws IOException {
        SinkSettings.sharedKeys(); // whose key lists the formats of its first use
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.write(services.resolve(ClickFormat.class.getName()), List.of(classes));
        Thread.currentThread()
                .setContextClassLoader(
                        new URLClassLoader(new URL[] {directory.toUri().toURL()}, usual));
    }

    @AfterEach
    void removeJar() throws IOException {
        ((URLClassLoader) Thread.currentThread().getContextClassLoader()).close();
        Thread.currentThread().setContextClassLoader(usual);
    }

    private static SettingsReader reader(String format) {
        return Settings.of(Map.of("format", format), "command line").reader();
    }

    private static SinkSettings settings(Map<String, String> values) {
        return new SinkSettings(Settings.of(values, "command line"), format -> format.encoder(SampleClicks.STORE));
    }

    private static List<Click> read(byte[] file) throws IOException {
        List<Click> clicks = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        ClickReader.create().read(new ByteArrayInputStream(file), "in", clicks::add, problems::add);
        assertThat(problems).isEmpty();
        return clicks;
    }

    @Test
    void theyAreFoundBehindThoseThatComeWithCsgen() {
        assertThat(ClickFormat.all())
                .extracting(ClickFormat::name)
                .containsExactly("url", "json-url", "json", "csv", "access-log", "alone", "blocks", "json");
        assertThat(ClickFormat.named("blocks")).isInstanceOf(Blocks.class);
        assertThat(ClickFormat.named("json")).isSameAs(ClickFormat.JSON);
        assertThat(reader("blocks").get(SinkSettings.format("format", ""))).isInstanceOf(Blocks.class);
    }

    @Test
    void anUnknownNameIsAnsweredByAllThatThereAre() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ClickFormat.named("xml"))
                .withMessage("format must be one of url, json-url, json, csv, access-log, alone, blocks, json: xml");
    }

    @Test
    void aJarThatAnnouncesWhatItDoesNotHaveIsNamed() throws IOException {
        removeJar();
        announce("com.example.Missing");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(ClickFormat::all)
                .withMessageStartingWith("formats of other jars must be usable: ")
                .withMessageContaining("com.example.Missing");
        assertThat(ClickFormat.named("csv")).isSameAs(ClickFormat.CSV);
        SettingsReader reader = reader("xml");
        reader.find(SinkSettings.format("format", ""));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(reader::throwIfAny)
                .withMessageStartingWith("format must be one of url, json-url, json, csv, access-log (formats of other"
                        + " jars must be usable: ")
                .withMessageEndingWith("xml (command line)");
    }

    @Test
    void aContainerIsWrittenBlockByBlockAndReadBack() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<Click> clicks = SampleClicks.first(7);
        ClickEncoder encoder = new Blocks().encoder(SampleClicks.STORE);
        try (LineSink sink = LineSink.to(out, encoder)) {
            SampleClicks.send(clicks.subList(0, 3), sink, ReceiptListener.NONE);
            sink.flush();
            SampleClicks.send(clicks.subList(3, 7), sink, ReceiptListener.NONE);
        }

        String first = block(encoder, clicks.subList(0, 3));
        String second = block(encoder, clicks.subList(3, 7));
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("B!" + first + second);
        assertThat(read(out.toByteArray())).isEqualTo(clicks);
    }

    private static String block(ClickEncoder encoder, List<Click> clicks) {
        StringBuilder text = new StringBuilder();
        clicks.forEach(click -> text.append(text(encoder.encode(click))));
        return clicks.size() + "/" + text.length() + ":" + text + ";";
    }

    @Test
    void filesOfAContainerGrowByWholeBlocks() throws Exception {
        Path file = directory.resolve("clicks.b");
        for (int run = 0; run < 2; run++) {
            try (LineSink sink = LineSink.toFile(LineFile.appending(file), new Blocks().encoder(SampleClicks.STORE))) {
                SampleClicks.send(SampleClicks.first(3), sink, ReceiptListener.NONE);
            }
        }
        assertThat(read(Files.readAllBytes(file))).hasSize(6);

        Files.writeString(file, "B!3/7:{\"cut");
        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> LineSink.toFile(LineFile.appending(file), new Blocks().encoder(SampleClicks.STORE)))
                .withMessage(file + " must be writable: not whole blocks of this format, so nothing can be appended");
    }

    @Test
    void filesOfAContainerRollByTheirSize() throws Exception {
        LineFile series = LineFile.creating(directory.resolve("clicks.b")).rollingAt(1_024);
        try (LineSink sink = LineSink.toFile(series, new Blocks().encoder(SampleClicks.STORE))) {
            for (int i = 0; i < 4; i++) {
                SampleClicks.send(SampleClicks.first(4), sink, ReceiptListener.NONE);
                sink.flush();
            }
        }

        List<Path> files;
        try (var all = Files.list(directory)) {
            files = all.filter(path -> path.toString().endsWith(".b")).toList();
        }
        assertThat(files).hasSizeGreaterThan(1).allSatisfy(path -> {
            assertThat(Files.size(path)).isLessThanOrEqualTo(1_024);
            assertThat(text(Files.readAllBytes(path))).startsWith("B!").endsWith(";");
        });
    }

    @Test
    void sinksOfRecordsRefuseContainersAndFilesRefuseWhatStandsAlone() {
        SinkSettings blocks = settings(Map.of("format", "blocks"));
        SettingsReader ofRecords = blocks.reader();
        blocks.recordEncoder(ofRecords, ClickFormat.URL);
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(ofRecords::throwIfAny)
                .withMessage("format must write each click as a record of its own: blocks (command line)");

        SinkSettings alone = settings(
                Map.of("format", "alone", "out-file", directory.resolve("x").toString()));
        SettingsReader records = alone.reader();
        alone.recordEncoder(records, ClickFormat.URL);
        records.throwIfAny();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> SinkProvider.named("file").check(alone))
                .withMessage("format must make lines or files: alone (command line)");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> SinkProvider.named("stdout").open(alone))
                .withMessage("format must make lines or files: alone (command line)");
    }
}
