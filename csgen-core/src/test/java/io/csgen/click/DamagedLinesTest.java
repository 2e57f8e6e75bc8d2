package io.csgen.click;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.Damage;
import io.csgen.click.ClickDecoder.Line;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is read, the answer is a click or what is wrong with it, and never another exception. */
class DamagedLinesTest {
    private static final Store.Url STORE = new Store.Url("https://webstore.demo.com");
    private static final List<String> GROUPS = List.of("Books", "Movies, \"new\" and old");
    private static final int LINES = 50;

    private static List<byte[]> lines(ClickFormat format) {
        ClickEncoder encoder = format.encoder(new Store(STORE, GROUPS));
        SplittableRandom random = new SplittableRandom(ClickFormat.builtIn().indexOf(format));
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            lines.add(encoder.encode(RandomClicks.draw(random, GROUPS.size())));
        }
        return lines;
    }

    private static void check(int cases, List<byte[]> valid, Consumer<byte[]> reader) {
        SplittableRandom random = new SplittableRandom(20_260_105);
        for (int i = 0; i < cases; i++) {
            byte[] damaged = Damage.of(valid.get(random.nextInt(valid.size())), random);
            try {
                reader.accept(damaged);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError(i + ": " + new String(damaged, StandardCharsets.ISO_8859_1), e);
            }
        }
    }

    /** Asserts at little cost, as there are so many cases. */
    private static void require(boolean holds) {
        if (!holds) {
            throw new AssertionError("must hold");
        }
    }

    private static Click copy(ClickView view) {
        return new Click(
                view.timestampMillis(),
                view.userId(),
                view.sessionId(),
                view.ordinal(),
                view.type(),
                view.groupId(),
                view.productId());
    }

    /** The fast way is one that only takes what the encoder writes; so both ways must give the same. */
    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void decoderReadsTheSameFastAndSlowly(ClickFormat format) {
        List<byte[]> valid = lines(format);
        ClickDecoder fast = ClickDecoder.of(format, new Store(STORE, GROUPS));
        ClickDecoder slow = ClickDecoder.of(format, new Store(STORE, GROUPS));
        for (ClickDecoder decoder : List.of(fast, slow)) {
            decoder.read(valid.get(0), 0, valid.get(0).length);
        }
        byte[] buffer = new byte[fast.maxBytes() + 2_000];
        AtomicLong clicks = new AtomicLong();

        check(85_000, valid, line -> {
            System.arraycopy(line, 0, buffer, 0, line.length);
            buffer[line.length] = '\n';
            int end = fast.readLine(buffer, 0, buffer.length) - 1;
            slow.read(line, 0, Math.min(end, line.length));

            require(fast.line() == slow.line());
            if (fast.line() == Line.CLICK) {
                require(copy(fast.click()).equals(copy(slow.click())));
                clicks.incrementAndGet();
            } else if (fast.line() == Line.MALFORMED && clicks.get() % 16 == 0) {
                String problem = fast.problem("f:1");
                require(problem.startsWith("f:1 must ") && problem.length() < 2_000);
            }
        });

        boolean url = !format.fields().contains(ClickField.ORDINAL);
        assertThat(clicks.get() > 0).isEqualTo(!url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "foreign json", "foreign csv"})
    void readerGoesOnAfterEveryLine(String what) throws IOException {
        boolean csv = what.endsWith("csv");
        List<byte[]> valid = lines(csv ? ClickFormat.CSV : ClickFormat.JSON);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        String header =
                new String(ClickFormat.CSV.encoder(new Store(STORE, GROUPS)).header(), StandardCharsets.US_ASCII);
        if (csv) {
            stream.writeBytes((foreign(what, header) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        stream.writeBytes(
                foreign(what, new String(valid.get(0), StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
        stream.write('\n');
        AtomicLong lines = new AtomicLong();
        check(60_000, valid, line -> {
            String text = foreign(what, new String(line, StandardCharsets.ISO_8859_1));
            stream.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
            stream.write('\n');
        });
        AtomicLong clicks = new AtomicLong();

        ClickReader.create()
                .read(
                        new ByteArrayInputStream(stream.toByteArray()),
                        "f",
                        click -> clicks.incrementAndGet(),
                        problem -> lines.incrementAndGet());

        assertThat(clicks.get()).isGreaterThan(2_000);
        assertThat(lines.get()).isGreaterThan(2_000);
    }

    private static String foreign(String what, String text) {
        return what.startsWith("foreign") ? text.replace("ordinal", "position") : text;
    }

    @Test
    void parserSaysWhatIsWrong() {
        ClickUrl.Parser parser = ClickUrl.Parser.of(STORE, GROUPS);

        check(60_000, lines(ClickFormat.URL), url -> {
            try {
                require(parser.read(new String(url, StandardCharsets.UTF_8)).userId() >= 0);
            } catch (MalformedLine e) {
                require(!e.getMessage().isBlank());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void transformerGivesOneOutputForEachRecord(ClickFormat format) {
        ClickTransformer transformer = ClickTransformer.of(STORE, GROUPS);

        check(15_000, lines(format), record -> {
            String json = transformer.transform(record).json();
            require(json.startsWith("{") && json.endsWith("}"));
        });
    }

    @Test
    void jsonAndCsvAreTakenApartOrRefused() {
        check(100_000, lines(ClickFormat.JSON), line -> {
            String text = new String(line, StandardCharsets.UTF_8);
            for (Consumer<String> reader : List.<Consumer<String>>of(FlatJson::parse, CsvRecord::ofHeader)) {
                try {
                    reader.accept(text);
                } catch (MalformedLine e) {
                    require(!e.getMessage().isBlank());
                }
            }
        });
    }
}
