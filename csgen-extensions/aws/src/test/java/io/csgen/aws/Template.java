package io.csgen.aws;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import software.amazon.awscdk.App;
import software.amazon.awscdk.AppProps;

/** The CloudFormation template that some settings give. */
final class Template {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] EMPTY_ARCHIVE = Arrays.copyOf(new byte[] {'P', 'K', 5, 6}, 22);

    private final JsonNode root;

    private Template(JsonNode root) {
        this.root = root;
    }

    /** Makes the template; the jar holds nothing. */
    static Template of(Path directory, Map<String, String> settings) {
        try {
            Map<String, String> all = new HashMap<>(settings);
            Path jar = directory.resolve("csgen.jar");
            if (!Files.exists(jar)) {
                Files.write(jar, EMPTY_ARCHIVE);
            }
            all.putIfAbsent("program-jar", jar.toString());
            App app = new App(AppProps.builder()
                    .outdir(Files.createTempDirectory(directory, "out").toString())
                    .build());
            PipelineSettings read = PipelineSettings.of(all);
            new PipelineStack(app, read);
            Path output = Path.of(app.synth().getDirectory());
            return new Template(
                    JSON.readTree(output.resolve(read.name() + ".template.json").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns all resources by their logical ids. */
    List<Entry<String, JsonNode>> resources() {
        return List.copyOf(root.path("Resources").properties());
    }

    /** Returns the resources of a type. */
    List<JsonNode> all(String type) {
        return resources().stream()
                .map(Entry::getValue)
                .filter(resource -> resource.path("Type").asText().equals(type))
                .toList();
    }

    /** Returns the properties of the only resource of a type whose id begins so. */
    JsonNode one(String type, String id) {
        List<JsonNode> found = resources().stream()
                .filter(entry -> entry.getKey().startsWith(id))
                .map(Entry::getValue)
                .filter(resource -> resource.path("Type").asText().equals(type))
                .toList();
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " of " + type + " begin with " + id);
        }
        return found.get(0).path("Properties");
    }

    /** Returns the id of the only resource of a type whose id begins so. */
    String id(String type, String id) {
        return resources().stream()
                .filter(entry -> entry.getKey().startsWith(id)
                        && entry.getValue().path("Type").asText().equals(type))
                .map(Entry::getKey)
                .reduce((one, other) -> {
                    throw new AssertionError("several of " + type + " begin with " + id);
                })
                .orElseThrow();
    }

    /** Returns what the policies of a role allow, as {@code action on resource}. */
    Set<String> allowed(String role) {
        Set<String> allowed = new TreeSet<>();
        for (JsonNode policy : all("AWS::IAM::Policy")) {
            JsonNode properties = policy.path("Properties");
            boolean isOfRole = stream(properties.path("Roles").elements())
                    .anyMatch(ref -> ref.path("Ref").asText().equals(role));
            if (isOfRole) {
                stream(properties.path("PolicyDocument").path("Statement").elements())
                        .forEach(statement -> texts(statement.path("Action")).forEach(action -> allowed.add(action)));
            }
        }
        return allowed;
    }

    /** Returns the resources that the policies of a role name for an action. */
    Set<String> resourcesOf(String role, String action) {
        Set<String> named = new TreeSet<>();
        for (JsonNode policy : all("AWS::IAM::Policy")) {
            JsonNode properties = policy.path("Properties");
            if (stream(properties.path("Roles").elements())
                    .noneMatch(ref -> ref.path("Ref").asText().equals(role))) {
                continue;
            }
            stream(properties.path("PolicyDocument").path("Statement").elements())
                    .filter(statement -> texts(statement.path("Action")).contains(action))
                    .forEach(statement -> (statement.path("Resource").isArray()
                                    ? stream(statement.path("Resource").elements())
                                    : Stream.of(statement.path("Resource")))
                            .forEach(resource ->
                                    named.add(resource.isTextual() ? resource.asText() : resource.toString())));
        }
        return named;
    }

    /** Returns a text or an array of texts. */
    static List<String> texts(JsonNode node) {
        return node.isArray() ? stream(node.elements()).map(JsonNode::asText).toList() : List.of(node.asText());
    }

    static <T> Stream<T> stream(java.util.Iterator<T> iterator) {
        Iterable<T> once = () -> iterator;
        return StreamSupport.stream(once.spliterator(), false);
    }

    @Override
    public String toString() {
        return root.toPrettyString();
    }
}
