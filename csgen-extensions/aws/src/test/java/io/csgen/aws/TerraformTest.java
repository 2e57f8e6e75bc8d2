package io.csgen.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The modules for Terraform are well-formed, fit each other, and allow what the stack allows; no more can be proved here. */
@Timeout(300)
class TerraformTest {
    private static final Path ROOT = Path.of("terraform");
    private static final Path TOOL = Path.of("src/test/hcl");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    /** Directories of Terraform, from the root on, with what all files of each hold. */
    private static final Map<String, List<JsonNode>> MODULES = new TreeMap<>();

    private static Template template;

    @BeforeAll
    static void parse() throws IOException, InterruptedException {
        for (String file : List.of("package.json", "package-lock.json", "parse.mjs")) {
            Files.copy(TOOL.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        run("npm", "ci", "--no-audit", "--no-fund");
        JsonNode files =
                JSON.readTree(run("node", "parse.mjs", ROOT.toAbsolutePath().toString()));
        files.properties().forEach(file -> {
            Path parent = Path.of(file.getKey()).getParent();
            MODULES.computeIfAbsent(parent == null ? "" : parent.toString(), path -> new ArrayList<>())
                    .add(file.getValue());
        });
        template = Template.of(directory, Map.of());
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();
        boolean ended = process.waitFor(200, TimeUnit.SECONDS);
        String text = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(ended).as(text).isTrue();
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    /** Returns the names that the files of a module declare in blocks of one kind. */
    private static Set<String> declared(String module, String kind) {
        Set<String> names = new TreeSet<>();
        MODULES.get(module).forEach(file -> file.path(kind).fieldNames().forEachRemaining(names::add));
        return names;
    }

    private static Set<String> used(String module, String pattern) {
        Set<String> names = new TreeSet<>();
        for (JsonNode file : MODULES.get(module)) {
            Matcher matcher = Pattern.compile(pattern).matcher(file.toString());
            while (matcher.find()) {
                names.add(matcher.group(1));
            }
        }
        return names;
    }

    @Test
    void everyModuleIsUsedAndEveryVariableIsDeclaredAndRead() {
        assertThat(MODULES.keySet())
                .containsExactlyInAnyOrder(
                        "",
                        "modules/alarms",
                        "modules/delivery",
                        "modules/function",
                        "modules/lake",
                        "modules/server",
                        "modules/streams");
        for (String module : MODULES.keySet()) {
            assertThat(used(module, "\\bvar\\.([a-z_]+)")).as(module).isEqualTo(declared(module, "variable"));
        }
    }

    @Test
    void callsOfModulesGiveWhatTheseAskForAndReadWhatTheyTell() {
        int calls = 0;
        for (String caller : MODULES.keySet()) {
            for (JsonNode file : MODULES.get(caller)) {
                for (var call : file.path("module").properties()) {
                    JsonNode arguments = call.getValue().get(0);
                    String called = Path.of(caller)
                            .resolve(arguments.path("source").asText())
                            .normalize()
                            .toString();
                    Set<String> given = new TreeSet<>();
                    arguments.fieldNames().forEachRemaining(given::add);
                    given.remove("source");

                    assertThat(MODULES).as(called).containsKey(called);
                    assertThat(given).as(called).isEqualTo(declared(called, "variable"));
                    assertThat(declared(called, "output"))
                            .as(called)
                            .containsAll(used(caller, "\\bmodule\\." + call.getKey() + "\\.([a-z_]+)"));
                    calls++;
                }
            }
        }
        assertThat(calls).isEqualTo(7);
    }

    @Test
    void referencesAreToResourcesThatThereAre() {
        for (String module : MODULES.keySet()) {
            Set<String> there = new TreeSet<>();
            for (JsonNode file : MODULES.get(module)) {
                file.path("resource")
                        .properties()
                        .forEach(type -> type.getValue()
                                .fieldNames()
                                .forEachRemaining(name -> there.add(type.getKey() + "." + name)));
            }

            assertThat(there)
                    .as(module)
                    .containsAll(used(module, "(?<!data\\.)\\b((?:aws|random)_[a-z0-9_]+\\.[a-z_]+)\\."));
        }
    }

    /** Returns the actions that a policy document of a module allows. */
    private static Set<String> actions(String module, String document) {
        Set<String> actions = new TreeSet<>();
        for (JsonNode file : MODULES.get(module)) {
            for (JsonNode one : file.at("/data/aws_iam_policy_document/" + document)) {
                one.path("statement").forEach(statement -> actions.addAll(Template.texts(statement.path("actions"))));
            }
        }
        return actions;
    }

    @Test
    void rolesMayDoWhatThoseOfTheStackMay() {
        String role = "AWS::IAM::Role";

        assertThat(actions("modules/server", "task"))
                .isEqualTo(template.allowed(template.id(role, "ServerTaskTaskRole")));
        assertThat(actions("modules/function", "permissions"))
                .isEqualTo(template.allowed(template.id(role, "FunctionRole")));
        assertThat(actions("modules/delivery", "permissions"))
                .isEqualTo(template.allowed(template.id(role, "LakeEventsRole")));
    }

    /** Terraform cannot ask DuckDB; a file tells it, which this test prints where it is out of date. */
    @Test
    void viewsAreThoseOfTheLake() throws IOException {
        JsonNode views = JSON.valueToTree(ViewDefinition.all());

        assertThat(JSON.readTree(ROOT.resolve("modules/lake/views.json").toFile()))
                .as("modules/lake/views.json must be:%n%s", views.toPrettyString())
                .isEqualTo(views);
    }

    @Test
    void alarmsAreThoseOfTheStack() {
        Set<String> ofTerraform = new TreeSet<>();
        for (JsonNode file : MODULES.get("modules/alarms")) {
            Matcher descriptions = Pattern.compile("\"(?:what|alarm_description)\":\"([A-Za-z][^\"]+)\"")
                    .matcher(file.toString());
            while (descriptions.find()) {
                ofTerraform.add(descriptions.group(1));
            }
        }
        Set<String> ofStack = new TreeSet<>();
        template.all("AWS::CloudWatch::Alarm")
                .forEach(alarm ->
                        ofStack.add(alarm.at("/Properties/AlarmDescription").asText()));

        assertThat(ofTerraform).isEqualTo(ofStack);
    }
}
