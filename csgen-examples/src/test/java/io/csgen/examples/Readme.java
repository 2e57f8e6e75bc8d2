package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README and the pages under docs, whose examples are parts of test classes that compile and run. */
final class Readme {
    private static final Path SOURCES = Path.of("src/test/java/io/csgen/examples");

    private Readme() {}

    /** Returns the texts of all pages. */
    static List<String> pages() throws IOException {
        List<String> pages = new ArrayList<>();
        pages.add(Files.readString(Path.of("../README.md")));
        try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
            for (Path page : docs.filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                pages.add(Files.readString(page));
            }
        }
        return pages;
    }

    /**
     * Asserts that at least one page shows what stands between two comments, {@code tag::NAME} and {@code end::NAME},
     * and that every page that has the example shows it like that.
     *
     * @param source the class with the example
     * @param most how many lines it may have
     */
    static void assertShows(String name, Class<?> source, int most) throws IOException {
        String code = Files.readString(SOURCES.resolve(source.getSimpleName() + ".java"));
        Matcher tagged = Pattern.compile("// tag::" + name + "\n(.*?) *// end::" + name, Pattern.DOTALL)
                .matcher(code);
        assertThat(tagged.find()).as("example %s", name).isTrue();
        String example = tagged.group(1).stripTrailing().stripIndent();
        String begin = "<!-- " + name + " -->\n```java\n";
        List<String> shown = pages().stream()
                .filter(page -> page.contains(begin))
                .map(page -> page.substring(page.indexOf(begin) + begin.length()))
                .map(rest -> rest.substring(0, rest.indexOf("```")).strip())
                .toList();

        assertThat(shown).isNotEmpty().containsOnly(example.strip());
        assertThat(example.lines()).hasSizeLessThanOrEqualTo(most);
    }
}
