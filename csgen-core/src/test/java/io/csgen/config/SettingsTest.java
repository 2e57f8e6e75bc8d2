package io.csgen.config;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.RandomCases;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @TempDir
    private Path directory;

    private Path file(String text, Charset charset) {
        try {
            return Files.write(directory.resolve("csgen.properties"), text.getBytes(charset));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String valueOf(String name, Settings settings) {
        return settings.find(name).orElseThrow().text();
    }

    private static String originOf(String name, Settings settings) {
        return settings.find(name).orElseThrow().origin();
    }

    @Test
    void fileHasToExist() {
        Path missing = directory.resolve("missing.properties");

        assertThat(problemsOf(() -> Settings.ofFile(missing))).containsExactly("config file must exist: " + missing);
    }

    @Test
    void fileHasToBeARegularFile() {
        assertThat(problemsOf(() -> Settings.ofFile(directory)))
                .containsExactly("config file must be a file, not a directory: " + directory);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void fileInAnotherEncodingIsRefusedWithTheLine(String lineEnd) {
        Path latin1 = file("a=1" + lineEnd + "b=2" + lineEnd + "c=Bücher", StandardCharsets.ISO_8859_1);

        assertThat(problemsOf(() -> Settings.ofFile(latin1)))
                .containsExactly(latin1 + " must be UTF-8 text: byte 0xFC in line 3");
    }

    @Test
    void fileThatEndsWithinACharacterIsRefused() {
        Path cut = file("a=\u00c3", StandardCharsets.ISO_8859_1);

        assertThat(problemsOf(() -> Settings.ofFile(cut)))
                .containsExactly(cut + " must be UTF-8 text: byte 0xC3 in line 1");
    }

    @Test
    void fileInUtf16IsRefused() {
        Path utf16 = file("a=1", StandardCharsets.UTF_16);

        assertThat(problemsOf(() -> Settings.ofFile(utf16)))
                .containsExactly(utf16 + " must be UTF-8 text: byte 0xFE in line 1");
    }

    @Test
    void fileIsReadAsUtf8() {
        Settings settings = Settings.ofFile(file("name=Bücher 😀", StandardCharsets.UTF_8));

        assertThat(valueOf("name", settings)).isEqualTo("Bücher 😀");
        assertThat(originOf("name", settings)).isEqualTo("csgen.properties:1");
    }

    @Test
    void whatStandsForMalformedBytesMayBeWritten() {
        assertThat(valueOf("name", Settings.ofFile(file("name=\uFFFD", StandardCharsets.UTF_8))))
                .isEqualTo("\uFFFD");
    }

    @Test
    void byteOrderMarkIsSkipped() {
        assertThat(Settings.ofFile(file("\uFEFFname=x", StandardCharsets.UTF_8)).names())
                .containsExactly("name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void everyLineEndIsAccepted(String lineEnd) {
        Settings settings = Settings.parse("a=1" + lineEnd + lineEnd + "b=2" + lineEnd, "f");

        assertThat(settings.names()).containsExactly("a", "b");
        assertThat(valueOf("a", settings)).isEqualTo("1");
        assertThat(originOf("b", settings)).isEqualTo("f:3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void lineThatEndsInABackslashContinues(String lineEnd) {
        Settings settings = Settings.parse(String.join(lineEnd, "a=1, \\", "   2, \\", "# 3", "b=4\\\\", "c=5\\"), "f");

        assertThat(valueOf("a", settings)).isEqualTo("1, 2, # 3");
        assertThat(valueOf("b", settings)).isEqualTo("4\\");
        assertThat(valueOf("c", settings)).isEqualTo("5");
        assertThat(originOf("b", settings)).isEqualTo("f:4");
        assertThat(originOf("c", settings)).isEqualTo("f:5");
    }

    @Test
    void commentsDoNotContinue() {
        assertThat(Settings.parse("# one \\\na=1\n  ! two\n\t#three", "f").names())
                .containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a=B\\u00fccher|Bücher",
                "a=\\ud83d\\ude00|😀",
                "a=x\\ty|x\ty",
                "a=C\\:\\\\dir|C:\\dir",
                "a : 1|1",
                "a 1|1",
                "a|''",
                "a=|''",
                "a==|=",
                "a=x=y|x=y",
                "a=3 # not a comment|3 # not a comment",
                "  a = 1 2  |1 2",
            })
    void separatorsAndEscapesAreThoseOfPropertiesFiles(String line, String value) {
        assertThat(valueOf("a", Settings.parse(line, "f"))).isEqualTo(value);
    }

    @Test
    void everyLineIsReadAsPropertiesReadIt() {
        String characters = "ab=: \t\f\\#!nü\u2003";
        RandomCases.check(100_000, random -> {
            StringBuilder line = new StringBuilder("k");
            for (int i = random.nextInt(12); i > 0; i--) {
                line.append(characters.charAt(random.nextInt(characters.length())));
            }
            line.insert(0, " ".repeat(random.nextInt(3)));
            Properties properties = new Properties();
            try {
                properties.load(new StringReader(line.toString()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            Settings settings = Settings.parse(line.toString(), "f");

            assertThat(settings.names()).isEqualTo(properties.stringPropertyNames());
            properties
                    .stringPropertyNames()
                    .forEach(name -> assertThat(valueOf(name, settings))
                            .isEqualTo(properties.getProperty(name).strip()));
        });
    }

    @Test
    void malformedEscapesAreNamedByLine() {
        assertThat(problemsOf(Settings.parse("a=1\nb=\\u12G4\nc=\\\n  \\u12\nd=4", "f")
                        .reader()::throwIfAny))
                .containsExactly(
                        "f:2 must have well-formed \\uXXXX escapes: b=\\u12G4",
                        "f:3 must have well-formed \\uXXXX escapes: c=\\\\u000a  \\u12");
    }

    @Test
    void keyGivenTwiceIsNamedWithBothLines() {
        assertThat(problemsOf(Settings.parse("a=1\nb=2\n\na=3\na=\n", "f").reader()::throwIfAny))
                .containsExactly(
                        "a must be given once: 3 (f:4, first at f:1)",
                        "a must be given once: \"\" (f:5, first at f:1)");
    }

    @Test
    void problemsOfAllLayersAreKept() {
        Settings layers = Settings.parse("a=1\na=2", "upper").over(Settings.parse("b=1\nb=2", "lower"));

        assertThat(problemsOf(layers.reader()::throwIfAny))
                .containsExactly(
                        "a must be given once: 2 (upper:2, first at upper:1)",
                        "b must be given once: 2 (lower:2, first at lower:1)");
    }

    @Test
    void environmentVariablesStandForKeys() {
        Settings settings = Settings.ofEnvironment(
                Map.of("CSGEN_CLICKS_PER_SECOND", " 7 ", "CSGEN_GROUP_NAME_1", "Books", "PATH", "/bin"));

        assertThat(settings.names()).containsExactly("clicks-per-second", "group-name-1");
        assertThat(valueOf("clicks-per-second", settings)).isEqualTo("7");
        assertThat(originOf("clicks-per-second", settings)).isEqualTo("environment variable CSGEN_CLICKS_PER_SECOND");
    }

    @Test
    void environmentVariablesForTheSameKeyAreRefused() {
        assertThat(problemsOf(Settings.ofEnvironment(Map.of("CSGEN_SEED", "1", "CSGEN_seed", "2"))
                        .reader()::throwIfAny))
                .containsExactly("seed must be given once: 2 (environment variable CSGEN_seed,"
                        + " first at environment variable CSGEN_SEED)");
    }

    @Test
    void upperLayerHidesTheLowerOne() {
        Settings file = Settings.parse("a=file\nb=file\nc=file", "f");
        Settings environment = Settings.ofEnvironment(Map.of("CSGEN_A", "environment", "CSGEN_B", "environment"));
        Settings commandLine = Settings.of(Map.of("a", "command line"), "command line");
        Settings merged = commandLine.over(environment).over(file);

        assertThat(valueOf("a", merged)).isEqualTo("command line");
        assertThat(valueOf("b", merged)).isEqualTo("environment");
        assertThat(valueOf("c", merged)).isEqualTo("file");
        assertThat(originOf("a", merged)).isEqualTo("command line");
        assertThat(originOf("b", merged)).isEqualTo("environment variable CSGEN_B");
        assertThat(originOf("c", merged)).isEqualTo("f:3");
    }

    @Test
    void placeholderHidesNothing() {
        Settings placeholder = Settings.of(Map.of("a", "<PROVIDE-A>", "b", "<PROVIDE-B>"), "command line");
        Settings merged = placeholder.over(Settings.parse("a=1", "f"));

        assertThat(valueOf("a", merged)).isEqualTo("1");
        assertThat(valueOf("b", merged)).isEqualTo("<PROVIDE-B>");
    }

    @ParameterizedTest
    @CsvSource({"<PROVIDE-X>,true", "<PROVIDE->,true", "<PROVIDE-X,false", "x<PROVIDE-X>,false", "PROVIDE-X,false"})
    void placeholdersAreRecognised(String text, boolean placeholder) {
        assertThat(Settings.isPlaceholder(text)).isEqualTo(placeholder);
    }
}
