package io.csgen.lake.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.examples.cli.Terminal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries that are cut off, and what the next ones make of them. */
@Timeout(60)
class DeliveryTest {
    private static final int LINES = 120;
    private static final Delivery.Buffer SMALL = new Delivery.Buffer(200, Duration.ofMinutes(5));

    /** An accident that no code expects. */
    private static final class Accident extends Error {
        private static final long serialVersionUID = 1L;
    }

    @TempDir
    private Path dir;

    private final MemoryLake lake = new MemoryLake();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> lines = new ArrayList<>();
    private String file = "";

    /** Events of several hours, out of order, and now and then a line that is none. */
    @BeforeEach
    void writeFile() throws IOException {
        for (int i = 0; i < LINES; i++) {
            Instant time = Instant.parse("2026-01-05T00:00:00Z").plusSeconds(i * 7_919L % 20_000);
            lines.add(i % 17 == 5 ? "line " + i : "{\"timestamp\":\"" + time + "\",\"ordinal\":" + i + "}");
        }
        file = Files.write(dir.resolve("clicks.json"), lines).toString();
    }

    private List<String> events() {
        return lines.stream().filter(line -> line.startsWith("{")).toList();
    }

    private void deliver() throws IOException, InterruptedException {
        deliver(SMALL);
    }

    private void deliver(Delivery.Buffer buffer) throws IOException, InterruptedException {
        Positions positions = Positions.open(lake);
        Delivery delivery = new Delivery(lake, positions, buffer, nanos::get);
        new FileInput(Terminal.system(), positions, delivery).read(List.of(file), Optional.empty());
        delivery.finish();
    }

    private void assertDeliveredOnce() throws IOException {
        assertThat(lake.lines("events/")).containsExactlyInAnyOrderElementsOf(events());
        assertThat(lake.lines("dead-letters/"))
                .hasSize(lines.size() - events().size())
                .doesNotHaveDuplicates();
    }

    @Test
    void objectsAreWrittenAtTheirSize() throws Exception {
        deliver();

        assertDeliveredOnce();
        assertThat(lake.list("events/")).hasSizeGreaterThan(20);
    }

    /** Whichever write is the last one of a process, done or not, the next process makes all well. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsLostOrDoubledWhereverItIsCutOff(boolean done) throws Exception {
        deliver();
        long all = lake.writes();
        assertThat(all).isGreaterThan(50);
        for (int fatal = 1; fatal <= all; fatal++) {
            lake.objects().clear();
            lake.failAt(fatal, done, () -> {
                throw new Accident();
            });
            assertThatThrownBy(this::deliver).isInstanceOf(Accident.class);
            lake.heal();

            deliver();

            assertDeliveredOnce();
        }
    }

    /** Each process gets a little further than the one before, with buffers of its own. */
    @Test
    void nothingIsLostOrDoubledByManyThatAreCutOff() throws Exception {
        int processes = 0;
        for (boolean ended = false; !ended; processes++) {
            boolean done = processes % 2 == 0;
            lake.failAt(6 + processes % 9, done, () -> {
                throw new IOException("No space left on device");
            });
            try {
                deliver(new Delivery.Buffer(200 + 100 * (processes % 4), Duration.ofMinutes(5)));
                ended = true;
            } catch (IOException e) {
                assertThat(e).hasMessage("No space left on device");
            }
        }

        assertThat(processes).isGreaterThan(5);
        assertDeliveredOnce();
    }

    @Test
    void aLakeThatHangsIsLeftWhenInterrupted() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        lake.failAt(7, false, () -> {
            hanging.countDown();
            new CountDownLatch(1).await();
        });
        List<Throwable> thrown = new ArrayList<>();
        Thread delivering = new Thread(() -> {
            try {
                deliver();
            } catch (Exception e) {
                thrown.add(e);
            }
        });
        delivering.start();
        hanging.await();

        delivering.interrupt();
        delivering.join();

        assertThat(thrown).singleElement().isInstanceOf(InterruptedException.class);
        lake.heal();
        deliver();
        assertDeliveredOnce();
    }

    @Test
    void whatIsOldEnoughIsWritten() throws Exception {
        Positions positions = Positions.open(lake);
        Delivery delivery =
                new Delivery(lake, positions, new Delivery.Buffer(1 << 20, Duration.ofSeconds(60)), nanos::get);
        Source source = new Source("s", new Source.Position(null, Instant.EPOCH, null, null), true);
        delivery.add(source);
        delivery.accept(source, "1", "s:1", events().get(0).getBytes(), Optional.empty());
        delivery.reached(source, "1");
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        delivery.tick();
        assertThat(lake.list("events/")).isEmpty();

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        delivery.tick();

        assertThat(lake.list("events/")).containsExactly("events/dt=2026-01-05/hour=00/s-1.json.gz");
        assertThat(positions.find("s").orElseThrow().at()).isEqualTo("1");
    }

    /** What all sources hold together is bounded, however many objects it is for. */
    @Test
    void whatIsHeldIsBounded() throws Exception {
        Positions positions = Positions.open(lake);
        Delivery delivery =
                new Delivery(lake, positions, new Delivery.Buffer(5 << 20, Duration.ofMinutes(15)), nanos::get);
        Source source = new Source("s", new Source.Position(null, Instant.EPOCH, null, null), true);
        delivery.add(source);
        String padding = "x".repeat(2 << 20);
        for (int hour = 0; hour < 33; hour++) {
            String event =
                    "{\"timestamp\":\"" + Instant.EPOCH.plus(Duration.ofHours(hour)) + "\",\"x\":\"" + padding + "\"}";
            delivery.accept(source, "" + hour, "s:" + hour, event.getBytes(), Optional.empty());
            delivery.reached(source, "" + hour);
        }

        assertThat(source.bytes()).isLessThan(4 << 20);
        assertThat(lake.list("events/")).hasSize(32);
    }

    @Test
    void aFileThatHasGrownIsGoneOnWith() throws Exception {
        deliver();
        lines.add("{\"timestamp\":\"2026-01-06T00:00:00Z\",\"ordinal\":0}");
        Files.write(Path.of(file), lines);

        deliver();

        assertDeliveredOnce();
    }

    /** Its objects have names of their own, so those of the older one stay. */
    @Test
    void aFileWithOtherContentIsAnotherFile() throws Exception {
        deliver();
        List<String> older = events();
        lines.replaceAll(line -> line.replace("\"ordinal\":", "\"ordinal\":9"));
        Files.write(Path.of(file), lines);

        deliver();

        List<String> both = new ArrayList<>(older);
        both.addAll(events());
        assertThat(lake.lines("events/")).containsExactlyInAnyOrderElementsOf(both);
    }

    /** The file was changed while objects of it were half-written: those that are there stay. */
    @Test
    void aFileThatChangedAfterItWasCutOffReplacesNothing() throws Exception {
        lake.failAt(4, true, () -> {
            throw new Accident();
        });
        assertThatThrownBy(this::deliver).isInstanceOf(Accident.class);
        lake.heal();
        List<String> there = lake.lines("events/");
        assertThat(there).isNotEmpty();
        lines.replaceAll(line -> line.replace("\"ordinal\":", "\"ordinal\":9"));
        Files.write(Path.of(file), lines);

        deliver();

        List<String> both = new ArrayList<>(there);
        both.addAll(events());
        assertThat(lake.lines("events/")).containsExactlyInAnyOrderElementsOf(both);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"format\":2,\"sources\":{}}",
                "{\"format\":1,\"sources\":{\"a\":{\"begun\":\"now\"}}}"
            })
    void damagedPositionsAreOneProblem(String content) {
        lake.objects().put(Positions.NAME, content.getBytes());

        assertThatThrownBy(this::deliver)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(
                        "_deliver/positions.json of memory must be as csgen deliver wrote it; without it, all"
                                + " that its sources still hold is delivered again: ")
                .hasMessageNotContaining("\n");
        assertThat(lake.objects()).hasSize(1);
    }

    @Test
    void positionsOfAnotherStreamAreAProblem() throws Exception {
        Positions first = Positions.open(lake);
        first.ofStream("arn:a of 2026");
        Source source = new Source("a", new Source.Position(null, Instant.EPOCH, null, null), true);
        source.reach("1");
        first.writing(List.of(source));

        assertThatThrownBy(() -> Positions.open(lake).ofStream("arn:b of 2026"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "_deliver/positions.json of memory must be of stream arn:b of 2026, not of another: arn:a of 2026");
    }
}
