package io.csgen.lake.deliver;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Records in an order of their own: a Kinesis shard, or a file. It knows how far it is delivered, and holds what was read
 * since. Confined to the thread of its delivery.
 */
final class Source {
    /** What an entry of the map below takes beside its lines. */
    private static final int OBJECT_BYTES = 256;

    /**
     * How far it is delivered, as it stands with the lake. Immutable.
     *
     * @param path of a file; null for a Kinesis shard
     * @param begun when it was first read
     * @param at the place up to which everything is in the lake; null for nothing
     * @param until a later place, up to which objects may be in the lake: these are written again as they were
     */
    record Position(
            @Nullable String path,
            Instant begun,
            @Nullable String at,
            @Nullable String until) {}

    private final String id;
    private final boolean kept;
    private final Map<Partition, Lines> lines = new TreeMap<>();
    private Position position;
    private @Nullable String reached;
    private long bytes;
    private int largest;

    /**
     * Creates it.
     *
     * @param id what names its objects
     * @param kept whether its position is kept, because it can be asked for its records again
     */
    Source(String id, Position position, boolean kept) {
        this.id = id;
        this.position = position;
        this.kept = kept;
    }

    String id() {
        return id;
    }

    boolean isKept() {
        return kept;
    }

    Position position() {
        return position;
    }

    /** Returns whether it is at what was read before, and must end there as it did then. */
    boolean isRepeating() {
        return position.until != null;
    }

    /** Adds a line, and returns how many bytes it takes. */
    int add(Partition partition, String place, byte[] line) {
        Lines object = lines.get(partition);
        int more = line.length + 1 + (object == null ? OBJECT_BYTES : 0);
        if (object == null) {
            object = new Lines(place);
            lines.put(partition, object);
        }
        object.add(line);
        largest = Math.max(largest, object.size());
        bytes += more;
        return more;
    }

    /** Notes that all records up to a place were added. */
    void reach(String place) {
        reached = place;
    }

    /** Returns whether there is something that the lake does not know yet. */
    boolean hasNews() {
        return reached != null;
    }

    /** Returns how many bytes its lines take. */
    long bytes() {
        return bytes;
    }

    /** Returns the size of its largest object so far. */
    int largest() {
        return largest;
    }

    /** Returns its lines by partition. */
    Map<Partition, Lines> lines() {
        return lines;
    }

    /** Returns the position while its lines are written. */
    Position writing() {
        return new Position(position.path, position.begun, position.at, reached);
    }

    /** Returns the position when its lines are written. */
    Position written() {
        return new Position(position.path, position.begun, reached, null);
    }

    /** Notes that its lines are in the lake. */
    void done() {
        position = written();
        reached = null;
        lines.clear();
        bytes = 0;
        largest = 0;
    }
}
