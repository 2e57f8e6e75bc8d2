package io.csgen.lake.sql;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.fault.FaultInjection;
import io.csgen.fault.Faults;
import io.csgen.model.ShopModel;
import io.csgen.run.ClickRun;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.LineSink;
import io.csgen.truth.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/**
 * A run of more than two weeks, from a Monday on, with its lines as a pipeline that delivers at least once would bring
 * them, and what must come of them.
 *
 * @param clicks as they were generated
 * @param lines as they were delivered
 */
public record ShopRun(List<Click> clicks, Manifest manifest, List<String> lines) {
    static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final ShopModel MODEL = ShopModel.classic()
            .with("customer-id-max", "3000")
            .with("clicks-per-second", "0.03")
            .with("shop-journeys", "on");

    /** Generates it, with some clicks duplicated, late and out of order. */
    public static ShopRun generate() throws InterruptedException {
        ClickGenerator generator = ClickGenerator.of(MODEL, 7, START).until(START.plus(Duration.ofDays(16)));
        FaultInjection faults = Faults.preset(Faults.Preset.AT_LEAST_ONCE).injection(generator, fault -> {});
        ClickEncoder encoder = faults.encoder(ClickFormat.JSON, MODEL.encoder(ClickFormat.JSON));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ClickRun.of(generator, faults.into(LineSink.to(out, encoder))).start().await();
        return new ShopRun(
                generator.stream().toList(),
                Manifest.of(generator),
                out.toString(StandardCharsets.UTF_8).lines().toList());
    }

    /** Writes the lines to a lake, in objects by the hour, with more lines in one of them. */
    public void writeTo(Path lake, String... more) throws IOException {
        Map<String, List<String>> hours = new TreeMap<>();
        for (String line : lines) {
            String time = line.substring("{\"timestamp\":\"".length());
            hours.computeIfAbsent(
                            "events/dt=" + time.substring(0, 10) + "/hour=" + time.substring(11, 13),
                            any -> new ArrayList<>())
                    .add(line);
        }
        hours.values().iterator().next().addAll(List.of(more));
        for (Map.Entry<String, List<String>> hour : hours.entrySet()) {
            Path directory = Files.createDirectories(lake.resolve(hour.getKey()));
            Files.write(directory.resolve("clicks.json.gz"), gzip(hour.getValue()));
        }
    }

    /** Returns lines as the content of an object. */
    public static byte[] gzip(List<String> lines) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            for (String line : lines) {
                out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            }
        }
        return packed.toByteArray();
    }
}
