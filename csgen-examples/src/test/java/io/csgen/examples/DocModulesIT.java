package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The module that a page shows, with the jars of this build as modules, and a test in it. */
class DocModulesIT {
    private static final String TEST = """
            package com.example.shop;

            import io.csgen.click.Click;
            import io.csgen.junit.CsgenTest;
            import java.util.List;

            class ShopTest {
                @CsgenTest(sessions = 10)
                void hasClicks(List<Click> clicks) {}
            }
            """;

    @TempDir
    private Path dir;

    private static String module() throws IOException {
        String page = Files.readString(Path.of("../docs/testing-applications.md"));
        int begin = page.indexOf("open module");
        assertThat(begin).isPositive();
        return page.substring(begin, page.indexOf("```", begin));
    }

    /** Returns all jars of the class path, but for those that are no modules together with others. */
    private static String modulePath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(
                        entry -> entry.matches(
                                ".*/(csgen-core-[^/]*(?<!tests)|junit-[^/]*|opentest4j-[^/]*|apiguardian-[^/]*|slf4j-[^/]*"
                                        + "|jspecify-[^/]*|HdrHistogram-[^/]*|micrometer-(core|commons|observation)-[^/]*)\\.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void aTestModuleAsThePageShowsItCompiles() throws IOException {
        Path descriptor = Files.writeString(dir.resolve("module-info.java"), module());
        Path test = Files.createDirectories(dir.resolve("com/example/shop")).resolve("ShopTest.java");
        Files.writeString(test, TEST);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            List<String> options =
                    List.of("-d", dir.resolve("out").toString(), "--module-path", modulePath(), "-proc:none");
            boolean compiled = compiler.getTask(
                            said, files, null, options, null, files.getJavaFileObjects(descriptor, test))
                    .call();

            assertThat(compiled).as("%s", said).isTrue();
        }
    }
}
