package io.csgen.lake.deliver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.csgen.config.Problems;
import io.csgen.lake.store.LakeStore;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far each source is delivered, kept beside the objects. Whoever writes it is the writer of the lake. Confined to one
 * thread.
 */
final class Positions {
    /** Where it lies in the lake. */
    static final String NAME = "_deliver/positions.json";

    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private final LakeStore.Guarded object;
    private final String place;
    private final String writer = UUID.randomUUID().toString(); // no two writers write the same bytes
    private final Map<String, Source.Position> sources = new TreeMap<>();
    private @Nullable String stream;
    private long writes;

    private Positions(LakeStore.Guarded object, String place) {
        this.object = object;
        this.place = place;
    }

    /**
     * Makes this process the writer of a lake, and reads how far it is.
     *
     * @throws IOException if the lake cannot be written, has another writer, or the positions are damaged
     */
    static Positions open(LakeStore lake) throws IOException, InterruptedException {
        Positions positions = new Positions(lake.guard(NAME), NAME + " of " + lake.place());
        Optional<byte[]> found = positions.object.read();
        if (found.isPresent()) {
            positions.parse(found.get());
        }
        positions.write(Map.of());
        return positions;
    }

    /**
     * Notes which stream the Kinesis shards are of.
     *
     * @throws IOException if the lake has those of another stream
     */
    void ofStream(String identity) throws IOException {
        String known = stream;
        if (known != null && !known.equals(identity)) {
            throw new IOException(Problems.describe(place, "be of stream " + identity + ", not of another", known));
        }
        stream = identity;
    }

    /** Returns the position of a source, if the lake has something of it. */
    Optional<Source.Position> find(String id) {
        return Optional.ofNullable(sources.get(id));
    }

    /** Returns all positions by the id of their source. */
    Map<String, Source.Position> all() {
        return Map.copyOf(sources);
    }

    /** Notes that objects of some sources are about to be written. */
    void writing(Collection<Source> some) throws IOException, InterruptedException {
        Map<String, Source.Position> changed = new TreeMap<>();
        some.forEach(source -> changed.put(source.id(), source.writing()));
        write(changed);
    }

    /** Notes that the objects of some sources are written. */
    void written(Collection<Source> some) throws IOException, InterruptedException {
        Map<String, Source.Position> changed = new TreeMap<>();
        some.forEach(source -> changed.put(source.id(), source.written()));
        write(changed);
    }

    private void write(Map<String, Source.Position> changed) throws IOException, InterruptedException {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT).put("writer", writer).put("writes", ++writes).put("stream", stream);
        ObjectNode list = root.putObject("sources");
        Map<String, Source.Position> all = new TreeMap<>(sources);
        all.putAll(changed);
        all.forEach((id, position) -> {
            ObjectNode one = list.putObject(id).put("begun", position.begun().toString());
            put(one, "path", position.path());
            put(one, "at", position.at());
            put(one, "until", position.until());
        });
        object.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
        sources.putAll(changed);
    }

    private static void put(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }

    private void parse(byte[] json) throws IOException {
        try {
            JsonNode root = JSON.readTree(json);
            require(
                    root.path("format").asInt() == FORMAT
                            && root.path("sources").isObject(),
                    "no positions");
            stream = text(root, "stream");
            for (Map.Entry<String, JsonNode> one : root.get("sources").properties()) {
                JsonNode value = one.getValue();
                sources.put(
                        one.getKey(),
                        new Source.Position(
                                text(value, "path"),
                                Instant.parse(String.valueOf(text(value, "begun"))),
                                text(value, "at"),
                                text(value, "until")));
            }
        } catch (JsonProcessingException e) {
            require(false, e.getOriginalMessage());
        } catch (DateTimeException e) {
            require(false, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable String text(JsonNode node, String name) throws IOException {
        JsonNode value = node.path(name);
        boolean none = value.isMissingNode() || value.isNull();
        require(none || value.isTextual(), name + " is no text");
        return none ? null : value.textValue();
    }

    private void require(boolean holds, String problem) throws IOException {
        if (!holds) {
            throw new IOException(Problems.describe(
                    place,
                    "be as csgen deliver wrote it; without it, all that its sources still hold is delivered again",
                    problem));
        }
    }
}
