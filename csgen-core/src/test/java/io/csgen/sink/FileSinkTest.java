package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.csgen.click.Click;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of files that are there already, are moved, emptied, cut off or full. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FileSinkTest {
    private static final String HEADER =
            "timestamp,user_id,session_id,ordinal,type,group_id,group_name,product_id,url\n";

    @TempDir
    private Path directory;

    private Path path(String name) {
        return directory.resolve(name);
    }

    private static LineSink urls(LineFile file) {
        return LineSink.toFile(file, SampleClicks.URLS);
    }

    private static LineSink csv(LineFile file) {
        return LineSink.toFile(file, SampleClicks.encoder(ClickFormat.CSV));
    }

    private static void send(ClickSink sink, int... numbers) throws InterruptedException {
        for (int number : numbers) {
            sink.send(SampleClicks.numbered(number), ReceiptListener.NONE);
        }
        sink.flush();
    }

    private static void write(LineFile file, int... numbers) throws InterruptedException {
        try (LineSink sink = urls(file)) {
            send(sink, numbers);
        }
    }

    private static String urls(int... numbers) {
        return String.join("", IntStream.of(numbers).mapToObj(FileSinkTest::url).toList());
    }

    private static String url(int number) {
        return SampleClicks.url(SampleClicks.numbered(number)) + "\n";
    }

    private static void assertRefused(LineFile file, String message) {
        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> urls(file))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clicks", "clicks.gz"})
    void linesGoBehindThoseOfEarlierRuns(String name) throws Exception {
        LineFile file = LineFile.appending(path(name));
        write(file, 1, 2);
        write(file, 3);
        assertThat(WrittenText.of(file.path())).isEqualTo(urls(1, 2, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clicks", "clicks.gz"})
    void aHeaderComesFirstAndOnlyOnce(String name) throws Exception {
        LineFile file = LineFile.appending(path(name));
        csv(file).close();
        try (LineSink sink = csv(file)) {
            send(sink, 4);
        }
        assertThat(WrittenText.of(file.path())).startsWith(HEADER).hasLineCount(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"clicks", "clicks.gz"})
    void aReplacedFileHasOnlyTheLatestLines(String name) throws Exception {
        write(LineFile.appending(path(name)), 1, 2);
        write(LineFile.replacing(path(name)), 3);
        assertThat(WrittenText.of(path(name))).isEqualTo(urls(3));
    }

    @Test
    void aFileThatMustBeNewIsNotTouchedWhereItExists() throws Exception {
        write(LineFile.creating(path("clicks")), 1);
        assertRefused(LineFile.creating(path("clicks")), path("clicks") + " must not exist yet: a file");
        assertThat(path("clicks")).hasContent(urls(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"clicks", "clicks.gz"})
    void aSecondWriterIsRefusedAndLosesNothingOfTheFirst(String name) throws Exception {
        try (LineSink first = urls(LineFile.appending(path(name)))) {
            send(first, 1);
            assertRefused(LineFile.replacing(path(name)), path(name) + " must be writable: another writer has it open");
            assertRefused(LineFile.appending(path(name)), path(name) + " must be writable: another writer has it open");
            send(first, 2);
        }
        write(LineFile.appending(path(name)), 3);
        assertThat(WrittenText.of(path(name))).isEqualTo(urls(1, 2, 3));
        assertThat(WrittenText.files(directory)).containsExactly(path(name));
    }

    @Test
    void aFileThatIsCopiedAndEmptiedGoesOnWithoutAHole() throws Exception {
        try (LineSink sink = csv(LineFile.replacing(path("clicks")))) {
            send(sink, 1, 2);
            Files.copy(path("clicks"), path("clicks.1"));
            empty(path("clicks"));
            send(sink, 3);
        }
        assertThat(Files.readString(path("clicks.1"))).startsWith(HEADER).hasLineCount(3);
        assertThat(Files.readString(path("clicks"))).startsWith(HEADER).hasLineCount(2);
    }

    @Test
    void aCompressedFileThatIsEmptiedBeginsAnew() throws Exception {
        Path file = path("clicks.gz");
        try (LineSink sink = urls(LineFile.appending(file))) {
            send(sink, 1, 2);
            empty(file);
            send(sink, 3);
        }
        assertThat(WrittenText.of(file)).isEqualTo(urls(3));
    }

    private static void empty(Path file) throws IOException {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
            opened.setLength(0);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"clicks.csv", "clicks.csv.gz"})
    void aFileThatIsMovedAwayIsFollowedByANewOneWithAHeader(String name) throws Exception {
        try (LineSink sink = csv(LineFile.replacing(path(name)))) {
            send(sink, 1, 2);
            Files.move(path(name), path("old-" + name));
            send(sink, 3);
            Files.delete(path(name));
            send(sink, 4, 5, 6);
        }
        assertThat(WrittenText.of(path("old-" + name))).startsWith(HEADER).hasLineCount(3);
        assertThat(WrittenText.of(path(name))).startsWith(HEADER).hasLineCount(4);
        assertThat(WrittenText.files(directory)).hasSize(2);
    }

    @Test
    void whereNoNewFileCanBeMadeTheReceiptsSayWhy() throws Exception {
        Path inner = Files.createDirectory(path("inner"));
        Path file = inner.resolve("clicks");
        CollectedReceipts receipts = new CollectedReceipts();
        LineSink sink = urls(LineFile.appending(file));
        Files.delete(file);
        Files.delete(inner);
        sink.send(SampleClicks.numbered(1), receipts);
        sink.flush();
        assertThat(receipts.all())
                .containsExactly(new Receipt.Unconfirmed(
                        SampleClicks.numbered(1), 1, file + " must take more data: No such file or directory"));
        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(sink::close)
                .withMessage(file + " must take more data: No such file or directory");
    }

    @Test
    void aLineThatWasCutOffDoesNotSpoilTheNextOne() throws Exception {
        Files.writeString(path("clicks"), url(1) + "https://webst");
        write(LineFile.appending(path("clicks")), 2);
        assertThat(path("clicks")).hasContent(url(1) + "https://webst\n" + url(2));
    }

    @Test
    void aCompressedFileCanBeReadUpToTheLatestFlush() throws Exception {
        try (LineSink sink = urls(LineFile.appending(path("clicks.gz")))) {
            send(sink, 1, 2, 3);
            assertThat(WrittenText.of(path("clicks.gz"))).isEqualTo(urls(1, 2, 3));
            send(sink, 4);
            assertThat(WrittenText.of(path("clicks.gz"))).isEqualTo(urls(1, 2, 3, 4));
        }
    }

    /** As a kill or a full disk would leave it: every length there can be. */
    @Test
    void aCompressedFileThatIsCutOffAnywhereKeepsWhatWasFlushedAndTakesMore() throws Exception {
        Path whole = path("whole.gz");
        write(LineFile.appending(whole), 1, 2);
        long member = Files.size(whole);
        long flushed;
        try (LineSink sink = urls(LineFile.appending(whole))) {
            send(sink, 3, 4);
            flushed = Files.size(whole);
            send(sink, 5);
        }
        byte[] bytes = Files.readAllBytes(whole);
        for (int length = (int) member; length < bytes.length; length++) {
            Path cut = Files.write(path("cut.gz"), Arrays.copyOf(bytes, length));
            write(LineFile.appending(cut), 6);
            String text = WrittenText.of(cut);
            String kept = length < flushed ? urls(1, 2) : urls(1, 2, 3, 4);
            assertThat(text).as("cut at %d", length).startsWith(kept).endsWith(url(6));
            assertThat(text.replace(url(5), "")).as("cut at %d", length).isEqualTo(kept + url(6));
        }
    }

    @Test
    void aMemberEndsInTimeForItsRepairToBeShort() throws Exception {
        byte[] text = "x".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        GzipWriter writer = new GzipWriter(out);
        long written = 0;
        for (int i = 0; i < 65; i++) {
            written += writer.write(text, text.length);
        }
        assertThat(written).isEqualTo(out.size());
        writer.close(false);
        Path file = Files.write(path("long.gz"), out.toByteArray());
        assertThat(WrittenText.of(file)).hasSize(65 << 20);
        assertThat(new String(out.toByteArray(), StandardCharsets.ISO_8859_1).split("\u001f\u008b\b", -1))
                .as("two members, and what is before them")
                .hasSize(3);
    }

    @Test
    void whatIsNotCompressedIsNotAppendedToByCompressedLines() throws Exception {
        Path file = Files.writeString(path("clicks.gz"), "https://webstore.demo.com/\n");
        assertRefused(
                LineFile.appending(file),
                file + " must be writable: no gzip file of csgen, or damaged, so nothing can be appended");
        assertThat(file).hasContent("https://webstore.demo.com/\n");
    }

    @Test
    void aDamagedCompressedFileStaysAsItIs() throws Exception {
        Path file = path("clicks.gz");
        write(LineFile.appending(file), IntStream.range(0, 1000).toArray());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 16;
        Files.write(file, bytes);
        assertRefused(
                LineFile.appending(file),
                file + " must be writable: no gzip file of csgen, or damaged, so nothing can be appended");
        assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    }

    private static Click at(String time) {
        return new Click(Instant.parse(time).toEpochMilli(), 1, 1, 1, ClickType.GROUP_VIEW, 2, Click.NO_PRODUCT);
    }

    @Test
    void filesHoldTheClicksOfOneTimeSpanEach() throws Exception {
        LineFile file = LineFile.appending(path("clicks.csv")).rollingEvery(Duration.ofHours(1));
        List<String> times = List.of("00:10:00", "00:59:59.999", "01:00:00", "00:59:00", "03:30:00");
        try (LineSink sink = csv(file)) {
            for (String time : times) {
                sink.send(at("2026-01-05T" + time + "Z"), ReceiptListener.NONE);
            }
        }
        assertThat(WrittenText.files(directory))
                .extracting(written -> written.getFileName().toString())
                .containsExactly(
                        "clicks-20260105T0000-0001.csv",
                        "clicks-20260105T0100-0001.csv",
                        "clicks-20260105T0300-0001.csv");
        assertThat(Files.readString(path("clicks-20260105T0000-0001.csv")))
                .startsWith(HEADER)
                .hasLineCount(3);
        assertThat(Files.readString(path("clicks-20260105T0100-0001.csv")))
                .startsWith(HEADER)
                .hasLineCount(3)
                .contains("\n2026-01-05T00:59:00.000Z,");
        assertThat(Files.readString(path("clicks-20260105T0300-0001.csv")))
                .startsWith(HEADER)
                .hasLineCount(2);
    }

    @Test
    void filesRollBeforeTheyAreTooLarge() throws Exception {
        LineFile file = LineFile.appending(path("clicks.csv")).rollingAt(100_000);
        List<Click> clicks = SampleClicks.first(20_000);
        try (LineSink sink = csv(file)) {
            SampleClicks.send(clicks, sink, ReceiptListener.NONE);
        }
        List<Path> files = WrittenText.files(directory);
        assertThat(files).hasSizeGreaterThan(10).allSatisfy(each -> {
            assertThat(Files.size(each)).isBetween(1L, 100_000L);
            assertThat(Files.readString(each)).startsWith(HEADER).endsWith("\n");
        });
        assertThat(files.get(0)).hasFileName("clicks-20231114T2213-0001.csv");
        long lines = 0;
        for (Path each : files) {
            lines += Files.readAllLines(each).size() - 1;
        }
        assertThat(lines).isEqualTo(20_000);
    }

    @Test
    void aSeriesGoesOnBehindTheFilesThatAreThereWhateverWasDoneToThem() throws Exception {
        LineFile file = LineFile.appending(path("clicks.json")).rollingEvery(Duration.ofDays(1));
        write(file, 1);
        Files.move(path("clicks-20231114T0000-0001.json"), path("clicks-20231114T0000-0001.json.bz2"));
        write(file, 2);
        write(file, 3);
        assertThat(path("clicks-20231114T0000-0002.json")).hasContent(urls(2));
        assertThat(path("clicks-20231114T0000-0003.json")).hasContent(urls(3));
        assertThat(WrittenText.files(directory)).hasSize(3);
    }

    @Test
    void aSeriesKeepsTheEndingOfCompressedFiles() throws Exception {
        write(LineFile.appending(path("my.clicks.json.gz")).rollingAt(1024), 1);
        assertThat(WrittenText.files(directory)).containsExactly(path("my.clicks-20231114T2213-0001.json.gz"));
        assertThat(WrittenText.ofAll(directory)).isEqualTo(urls(1));
    }

    @Test
    void aSeriesWithoutClicksIsNoFile() throws Exception {
        csv(LineFile.appending(path("clicks.csv")).rollingAt(1024)).close();
        assertThat(WrittenText.files(directory)).isEmpty();
    }

    @Test
    void theDirectoryOfASeriesIsMissedAtOnce() {
        Path file = path("none").resolve("clicks");
        assertRefused(
                LineFile.appending(file).rollingAt(1024),
                file + " must lie in a directory that exists: " + path("none"));
    }

    @Test
    void anInterruptedThreadCanOpenAFile() throws Exception {
        Thread.currentThread().interrupt();
        LineSink sink = urls(LineFile.replacing(path("clicks")));
        assertThat(Thread.interrupted()).isTrue();
        send(sink, 1);
        sink.close();
        assertThat(path("clicks")).hasContent(urls(1));
    }

    @Test
    void anEmptyCompressedFileIsStillOne() throws Exception {
        urls(LineFile.replacing(path("clicks.gz"))).close();
        assertThat(path("clicks.gz")).isNotEmptyFile();
        assertThat(WrittenText.of(path("clicks.gz"))).isEmpty();
    }
}
