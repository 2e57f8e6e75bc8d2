package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The README, whose examples are parts of test classes that compile and run. */
final class Readme {
    private static final Path TEXT = Path.of("../README.md");
    private static final Path SOURCES = Path.of("src/test/java/io/csgen/examples");

    private Readme() {}

    /**
     * Asserts that the README shows what stands between two comments, {@code tag::NAME} and {@code end::NAME}.
     *
     * @param source the class with the example
     * @param most how many lines it may have
     */
    static void assertShows(String name, Class<?> source, int most) throws IOException {
        String code = Files.readString(SOURCES.resolve(source.getSimpleName() + ".java"));
        String example = between(code, "// tag::" + name + "\n", "    // end::" + name)
                .stripTrailing()
                .stripIndent();
        String shown = between(Files.readString(TEXT), "<!-- " + name + " -->\n```java\n", "```");

        assertThat(shown.strip()).isEqualTo(example);
        assertThat(example.lines()).hasSizeLessThanOrEqualTo(most);
    }

    private static String between(String text, String begin, String end) {
        assertThat(text).contains(begin);
        int from = text.indexOf(begin) + begin.length();
        return text.substring(from, text.indexOf(end, from));
    }
}
