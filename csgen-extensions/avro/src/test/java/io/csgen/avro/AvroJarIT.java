package io.csgen.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The format in {@code csgen.jar}, which does not contain it. */
@Timeout(180)
class AvroJarIT {
    private static final Path JAR = Path.of(System.getProperty("csgen.jar"));

    @TempDir
    private Path directory;

    private Path plugins;
    private Path clicks;
    private Path manifest;

    /** How a command ended, and what it said on both its outputs. */
    private record Ended(int code, String text) {}

    @BeforeEach
    void copyJars() throws IOException {
        assumeThat(JAR).as("csgen.jar of a build that includes csgen-examples").exists();
        plugins = Files.createDirectory(directory.resolve("plugins"));
        clicks = directory.resolve("clicks.avro");
        manifest = directory.resolve("manifest.json");
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : classPath.split(File.pathSeparator)) {
            Path jar = Path.of(entry);
            if (jar.getFileName().toString().matches("(csgen-avro|avro|jackson|commons)-.*\\.jar")) {
                Files.copy(jar, plugins.resolve(jar.getFileName()));
            }
        }
    }

    private Ended csgen(Object... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                JAR.toString()));
        for (Object arg : args) {
            command.add(arg.toString());
        }
        Path said = Files.createTempFile(directory, "said", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("CS.*|J.*_OPTIONS"));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ended in time")
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(said));
        } finally {
            process.destroyForcibly();
        }
    }

    private Ended generate() throws IOException, InterruptedException {
        return csgen(
                "--plugins",
                plugins,
                "generate",
                "--sessions",
                "1000",
                "--format",
                "avro",
                "--out",
                clicks,
                "--manifest",
                manifest);
    }

    @Test
    void clicksAreGeneratedCheckedDescribedAndTransformed() throws Exception {
        assertThat(generate())
                .satisfies(ended -> assertThat(ended.code()).as(ended.text()).isZero());
        long count;
        try (var reader = new DataFileReader<GenericRecord>(clicks.toFile(), new GenericDatumReader<>())) {
            assertThat(reader.getSchema().getFullName()).isEqualTo("io.csgen.Click");
            List<GenericRecord> records = new ArrayList<>();
            reader.forEachRemaining(records::add);
            assertThat(records).hasSizeGreaterThan(1_000);
            count = records.size();
        }

        Ended checked = csgen("--plugins", plugins, "check", "--manifest", manifest, clicks);
        Ended described = csgen("--plugins", plugins, "describe", clicks);
        Ended transformed = csgen("--plugins", plugins, "transform", "--quiet", clicks);

        assertThat(checked.code()).as(checked.text()).isZero();
        assertThat(checked.text()).contains("complete");
        assertThat(described.code()).as(described.text()).isZero();
        assertThat(described.text()).contains("score");
        assertThat(transformed.code()).as(transformed.text()).isZero();
        assertThat(transformed.text().lines())
                .hasSize((int) count)
                .allSatisfy(event -> assertThat(event).contains("\"session_id\":"));
    }

    @Test
    void withoutTheJarsTheFormatIsUnknown() throws Exception {
        Ended ended = csgen("generate", "--sessions", "10", "--format", "avro");

        assertThat(ended.code()).isNotZero();
        assertThat(ended.text())
                .contains("format must be one of url, json-url, json, csv, access-log: avro (command line)");
    }
}
