package io.csgen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** A program of a user's that is a module: the tools of the JDK build it with the jar that this build made. */
@Timeout(180)
class ModulePathIT {
    private static final Path PROGRAM = Path.of("src/it/modular").toAbsolutePath();
    private static final Path CORE = Path.of("target/csgen-core-" + System.getProperty("csgen.it.version") + ".jar")
            .toAbsolutePath();
    private static final String OUTPUT = "com.example.modular: sinks [file, memory, stdout], sessions 100, in flight 0";

    @TempDir
    private static Path dir;

    private static Path libraries;
    private static Path program;

    @BeforeAll
    static void build() throws Exception {
        libraries = Files.createDirectories(dir.resolve("libraries"));
        for (Path jar : List.of(CORE, jarOf(Histogram.class), jarOf(Logger.class))) {
            Files.copy(jar, libraries.resolve(jar.getFileName()));
        }
        program = dir.resolve("program");
        assertThat(tool(
                        "javac",
                        "--module-path=" + libraries,
                        "-d",
                        program.toString(),
                        PROGRAM.resolve("module-info.java").toString(),
                        PROGRAM.resolve("com/example/modular/Program.java").toString()))
                .isEmpty();
    }

    @Test
    void runsOnTheModulePath() throws Exception {
        assertThat(tool(
                        "java",
                        "--module-path=" + libraries + ":" + program,
                        "--module",
                        "com.example.modular/com.example.modular.Program"))
                .contains(OUTPUT);
    }

    @Test
    void isLinkedIntoAnImageOfItsOwn() throws Exception {
        Path modules = Files.createDirectories(dir.resolve("modules"));
        for (Path jar : List.of(CORE, jarOf(Logger.class))) {
            Files.copy(jar, modules.resolve(jar.getFileName()));
        }
        addDescriptor(jarOf(Histogram.class), modules);
        Path image = dir.resolve("image");

        tool(
                "jlink",
                "--module-path=" + modules + ":" + program,
                "--add-modules=com.example.modular,io.csgen.core",
                "--output=" + image);

        assertThat(run(
                        0,
                        List.of(
                                image.resolve("bin/java").toString(),
                                "--module",
                                "com.example.modular/com.example.modular.Program")))
                .contains(OUTPUT);
    }

    @Test
    void whatIsNotExportedCannotBeUsed() throws Exception {
        Path source = Files.createDirectories(dir.resolve("intruder"));
        Path info =
                Files.writeString(source.resolve("module-info.java"), "module intruder { requires io.csgen.core; }");
        Path user = Files.writeString(
                source.resolve("Intruder.java"),
                "package intruder; class Intruder { Object path = io.csgen.internal.OutputFile.class; }");

        String output = run(
                1,
                List.of(
                        javaHome("javac"),
                        "--module-path=" + libraries,
                        "-d",
                        dir.resolve("none").toString(),
                        info.toString(),
                        user.toString()));

        assertThat(output)
                .contains(
                        "package io.csgen.internal is declared in module io.csgen.core, which does not export it to module intruder");
    }

    /** HdrHistogram has no descriptor, which only jlink insists on; jdeps writes one. */
    private static void addDescriptor(Path jar, Path target) throws Exception {
        Path descriptor = dir.resolve("descriptor");
        tool("jdeps", "--ignore-missing-deps", "--generate-module-info=" + descriptor, jar.toString());
        Path copy = Files.copy(jar, target.resolve("HdrHistogram.jar"));
        tool(
                "javac",
                "--patch-module=HdrHistogram=" + jar,
                "-d",
                dir.resolve("described").toString(),
                descriptor.resolve("HdrHistogram/module-info.java").toString());
        tool("jar", "--update", "--file=" + copy, "-C", dir.resolve("described").toString(), "module-info.class");
    }

    private static Path jarOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static String javaHome(String tool) {
        return Path.of(System.getProperty("java.home"), "bin", tool).toString();
    }

    private static String tool(String name, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(javaHome(name)));
        command.addAll(List.of(arguments));
        return run(0, command);
    }

    private static String run(int exitCode, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(dir, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(120, TimeUnit.SECONDS))
                    .as(command.get(0))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isEqualTo(exitCode);
        return text;
    }
}
