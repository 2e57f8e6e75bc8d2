package io.csgen.lake.deliver;

import io.csgen.lake.store.LakeStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** A lake in memory that fails when told to. What was put survives, as if the process had ended. */
final class MemoryLake implements LakeStore {
    /** What a write meets. */
    @FunctionalInterface
    interface Accident {
        void happen() throws IOException, InterruptedException;
    }

    private final Map<String, byte[]> objects = new TreeMap<>();
    private long writes;
    private long fatal = Long.MAX_VALUE;
    private boolean isDone; // what the fatal write was to do
    private Accident accident = () -> {};

    /**
     * Lets one of the next writes, and all after it, meet an accident.
     *
     * @param write its number from 1
     * @param done whether it has done its work by then; those after it have not
     */
    void failAt(long write, boolean done, Accident accident) {
        writes = 0;
        fatal = write;
        isDone = done;
        this.accident = accident;
    }

    /** Lets all go well from now on. */
    void heal() {
        fatal = Long.MAX_VALUE;
    }

    long writes() {
        return writes;
    }

    Map<String, byte[]> objects() {
        return objects;
    }

    /** Returns the lines of all objects below a prefix. */
    List<String> lines(String prefix) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String name : list(prefix)) {
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(objects.get(name)))) {
                new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(lines::add);
            }
        }
        return lines;
    }

    @Override
    public String place() {
        return "memory";
    }

    @Override
    public void put(String name, byte[] content) throws IOException, InterruptedException {
        writes++;
        if (writes < fatal || writes == fatal && isDone) {
            objects.put(name, content.clone());
        }
        if (writes >= fatal) {
            accident.happen();
        }
    }

    @Override
    public Optional<byte[]> get(String name) {
        return Optional.ofNullable(objects.get(name));
    }

    @Override
    public List<String> list(String prefix) {
        return objects.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    @Override
    public Guarded guard(String name) {
        return new Guarded() {
            @Override
            public Optional<byte[]> read() {
                return get(name);
            }

            @Override
            public void write(byte[] content) throws IOException, InterruptedException {
                put(name, content);
            }
        };
    }

    @Override
    public void hurry() {}

    @Override
    public void close() {}
}
