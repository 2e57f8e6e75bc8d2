package io.csgen.lake.deliver;

import io.csgen.lake.store.LakeStore;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes records to a lake. What was read is held until there is enough of it, or it is old enough; then it is written in
 * three steps, of which each begins when the one before has ended well: the position that will be reached, the objects,
 * and that the position is reached. The name of an object follows from its source, its first record and its hour. So
 * whenever this process ends, the next one reads the same records up to the same position and writes the same objects
 * again, over those that are there. Confined to one thread.
 */
final class Delivery {
    private static final Logger LOGGER = LoggerFactory.getLogger(Delivery.class);
    private static final int SECONDS_PER_HOUR = 3_600;

    /** What all sources may hold, or twice the size of an object where that is more. */
    private static final long HELD_BYTES = 64L << 20;

    /**
     * When objects are written. Immutable.
     *
     * @param bytes size of an object, before compression, at which it is written
     * @param time after which what was read is written
     */
    record Buffer(long bytes, Duration time) {}

    private final LakeStore lake;
    private final Positions positions;
    private final Buffer buffer;
    private final LongSupplier nanoTime;
    private final EventReader reader = new EventReader();
    private final Map<String, Source> sources = new LinkedHashMap<>();
    private long heldBytes;
    private long oldestNanos;
    private long events;
    private long deadLetters;
    private long objects;

    Delivery(LakeStore lake, Positions positions, Buffer buffer, LongSupplier nanoTime) {
        this.lake = lake;
        this.positions = positions;
        this.buffer = buffer;
        this.nanoTime = nanoTime;
    }

    /** Begins with a source, or goes on with it. */
    void add(Source source) {
        sources.put(source.id(), source);
    }

    /**
     * Takes a record.
     *
     * @param begin the place that names an object that begins with this record
     * @param place of the record, as people look for it
     * @param arrival when it came; empty if nobody knows
     */
    void accept(Source source, String begin, String place, byte[] record, Optional<Instant> arrival) {
        try {
            Partition partition = new Partition(Partition.Kind.EVENTS, reader.hour(record));
            hold(source, begin, partition, EventReader.oneLine(record));
            events++;
        } catch (NoEventException e) {
            reject(source, begin, place, e, record, arrival);
        }
    }

    /** Takes a record that is no event; see {@link #accept}. */
    void reject(
            Source source, String begin, String place, NoEventException why, byte[] record, Optional<Instant> arrival) {
        Instant time = arrival.orElse(source.position().begun());
        Partition partition =
                new Partition(Partition.Kind.DEAD_LETTERS, Math.floorDiv(time.getEpochSecond(), SECONDS_PER_HOUR));
        hold(source, begin, partition, DeadLetter.json(why.reason(), place, record, arrival));
        deadLetters++;
    }

    private void hold(Source source, String begin, Partition partition, byte[] line) {
        if (heldBytes == 0) {
            oldestNanos = nanoTime.getAsLong();
        }
        heldBytes += source.add(partition, begin, line);
    }

    /** Notes that all records of a source up to a place were given, and writes what there is if it is time to. */
    void reached(Source source, String place) throws IOException, InterruptedException {
        source.reach(place);
        if (source.isRepeating()) {
            if (place.equals(source.position().until())) {
                write(List.of(source));
            }
        } else if (source.largest() >= buffer.bytes) {
            write(List.of(source));
        } else if (heldBytes >= Math.max(HELD_BYTES, 2 * buffer.bytes)) {
            writeAll();
        } else {
            tick();
        }
    }

    /** Writes what there is, if it is old enough. */
    void tick() throws IOException, InterruptedException {
        if (heldBytes > 0 && nanoTime.getAsLong() - oldestNanos >= buffer.time.toNanos()) {
            writeAll();
        }
    }

    /** Writes what there is. What was read again, but not to where it ended then, will be read once more. */
    void finish() throws IOException, InterruptedException {
        writeAll();
    }

    private void writeAll() throws IOException, InterruptedException {
        write(sources.values().stream()
                .filter(source -> source.hasNews() && !source.isRepeating())
                .toList());
    }

    private void write(Collection<Source> some) throws IOException, InterruptedException {
        List<Source> kept = new ArrayList<>(some);
        kept.removeIf(source -> !source.isKept());
        if (kept.stream().anyMatch(source -> !source.isRepeating())) {
            positions.writing(kept);
        }
        for (Source source : some) {
            for (Map.Entry<Partition, Lines> object : source.lines().entrySet()) {
                String name = object.getKey().prefix() + source.id() + "-"
                        + object.getValue().begin() + ".json.gz";
                lake.put(name, object.getValue().packed());
                objects++;
                LOGGER.info(
                        "delivered {} bytes of lines as {}", object.getValue().size(), name);
            }
        }
        if (!kept.isEmpty()) {
            positions.written(kept);
        }
        for (Source source : some) {
            heldBytes -= source.bytes();
            source.done();
        }
        oldestNanos = nanoTime.getAsLong();
    }

    long events() {
        return events;
    }

    long deadLetters() {
        return deadLetters;
    }

    /** Returns what was done, in one line. */
    String report() {
        return "events: " + events + ", dead letters: " + deadLetters + ", objects: " + objects;
    }
}
