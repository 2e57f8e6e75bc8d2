package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.management.ThreadMXBean;
import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.click.ClickView;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LineSinkTest {
    private static final Duration NEVER = Duration.ofHours(1);

    private final CollectedReceipts receipts = new CollectedReceipts();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void saysThatItIsClosed() {
        LineSink sink = LineSink.to(out, SampleClicks.URLS);
        sink.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> sink.send(SampleClicks.numbered(1), ReceiptListener.NONE))
                .withMessage("sink must be open to send: line sink to output stream");
        assertThatIllegalStateException()
                .isThrownBy(sink::flush)
                .withMessage("sink must be open to flush: line sink to output stream");
    }

    @Test
    void keepsTheOrderOfAllClicksOfAThread() throws Exception {
        List<Click> clicks = SampleClicks.first(20_000); // several buffers
        try (LineSink sink = LineSink.to(out, SampleClicks.URLS)) {
            SampleClicks.send(clicks, sink, ReceiptListener.NONE);
        }
        assertThat(SampleClicks.lines(text())).containsExactlyElementsOf(SampleClicks.urls(clicks));
    }

    @Test
    void writesTheHeaderOfTheFormatFirst() throws Exception {
        try (LineSink sink = LineSink.to(out, SampleClicks.encoder(ClickFormat.CSV))) {
            sink.send(SampleClicks.numbered(4), ReceiptListener.NONE);
        }
        assertThat(text())
                .isEqualTo("timestamp,user_id,session_id,ordinal,type,group_id,group_name,product_id,url\n"
                        + "2023-11-14T22:13:20.004Z,4,0000000000000001,2,view_item_list,2,movies,,"
                        + "https://webstore.demo.com/api/group/2?userid=4\n");
    }

    @Test
    void writesTheHeaderWhereThereIsNoClick() {
        LineSink.to(out, SampleClicks.encoder(ClickFormat.CSV)).close();
        assertThat(text()).startsWith("timestamp,user_id,").endsWith(",url\n");
    }

    @Test
    void replacesAFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("clicks.txt"), "left from yesterday\n".repeat(9));
        try (LineSink sink = LineSink.toFile(file, SampleClicks.URLS)) {
            sink.send(SampleClicks.numbered(4), ReceiptListener.NONE);
        }
        assertThat(file).hasContent("https://webstore.demo.com/api/group/2?userid=4\n");
    }

    @Test
    void flushesAStreamAndLeavesItOpen() throws Exception {
        StringBuilder calls = new StringBuilder();
        OutputStream watched = new OutputStream() {
            @Override
            public void write(int b) {
                calls.append((char) b);
            }

            @Override
            public void flush() {
                calls.append("[flush]");
            }

            @Override
            public void close() {
                calls.append("[close]");
            }
        };
        try (LineSink sink = sinkTo(watched)) {
            sink.send(SampleClicks.numbered(4), ReceiptListener.NONE);
        }
        assertThat(calls).hasToString("https://webstore.demo.com/api/group/2?userid=4\n[flush]");
    }

    @Test
    void writesATrickleSoonWithoutFlush() throws Exception {
        CountDownLatch delivered = new CountDownLatch(1);
        try (LineSink sink = LineSink.to(out, SampleClicks.URLS)) {
            sink.send(SampleClicks.numbered(4), receipt -> delivered.countDown());
            delivered.await();
            assertThat(text()).isEqualTo("https://webstore.demo.com/api/group/2?userid=4\n");
        }
    }

    @Test
    void collectsLinesUntilTheLingerIsOver() throws Exception {
        try (LineSink sink = sinkTo(out)) {
            SampleClicks.send(SampleClicks.first(10), sink, receipts);
            assertThat(text()).isEmpty();
            assertThat(receipts.all()).isEmpty();
            sink.flush();
            assertThat(SampleClicks.lines(text())).hasSize(10);
        }
    }

    @Test
    void leavesThePositionEmpty() throws Exception {
        try (LineSink sink = sinkTo(out)) {
            sink.send(SampleClicks.numbered(4), receipts);
        }
        assertThat(receipts.all()).containsExactly(new Receipt.Delivered(SampleClicks.numbered(4), 1, ""));
    }

    @Test
    void refusesAClickThatCannotBeEncodedAndGoesOn() throws Exception {
        Click ofGroup3 = new Click(0, 1, 1, 1, ClickType.GROUP_VIEW, 3, Click.NO_PRODUCT);
        try (LineSink sink = LineSink.to(out, SampleClicks.encoder(ClickFormat.CSV))) {
            assertThatIllegalArgumentException().isThrownBy(() -> sink.send(ofGroup3, receipts));
            sink.send(SampleClicks.numbered(4), receipts);
        }
        assertThat(receipts.clicks()).containsExactly(SampleClicks.numbered(4));
        assertThat(SampleClicks.lines(text())).hasSize(2).last().asString().startsWith("2023-11-14T22:13:20.004Z,4,");
    }

    @Test
    void writesLinesThatAreLongerThanItsBuffer() throws Exception {
        byte[] line = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        try (LineSink sink = LineSink.to(out, fixed(line))) {
            SampleClicks.send(SampleClicks.first(5), sink, receipts);
        }
        assertThat(text()).isEqualTo(("x".repeat(100_000) + "\n").repeat(5));
        assertThat(receipts.all()).hasSize(5);
    }

    @Test
    void writesLinesWithoutText() throws Exception {
        try (LineSink sink = LineSink.to(out, fixed(new byte[0]))) {
            SampleClicks.send(SampleClicks.first(50_000), sink, receipts);
        }
        assertThat(text()).isEqualTo("\n".repeat(50_000));
        assertThat(receipts.all()).hasSize(50_000);
    }

    @Test
    void allocatesNothingPerClickInSend() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<Click> clicks = SampleClicks.first(100_000);
        try (LineSink sink = LineSink.to(OutputStream.nullOutputStream(), SampleClicks.URLS)) {
            SampleClicks.send(clicks, sink, ReceiptListener.NONE);
            long before = threads.getCurrentThreadAllocatedBytes();
            SampleClicks.send(clicks, sink, ReceiptListener.NONE);
            long perClick = (threads.getCurrentThreadAllocatedBytes() - before) / clicks.size();
            // Waiting for a free buffer allocates; there are some thousand clicks to a buffer.
            assertThat(perClick).isLessThan(4);
        }
    }

    @Test
    void takesAsManyClicksOfABlockAsItsBuffersHold() throws Exception {
        List<Click> clicks = SampleClicks.first(20_000); // several buffers
        GatedStream gated = new GatedStream();
        int taken;
        try (LineSink sink = sinkTo(gated)) {
            taken = sink.sendBlock(clicks, 0, receipts);
            gated.letThrough();
            for (int at = taken; at < clicks.size(); ) {
                at += sink.sendBlock(clicks, at, receipts);
            }
        }
        assertThat(taken).isBetween(3 * 64 * 1024 / 60, 3 * 64 * 1024 / 47);
        assertThat(SampleClicks.lines(gated.text())).containsExactlyElementsOf(SampleClicks.urls(clicks));
        assertThat(receipts.clicks()).containsExactlyElementsOf(clicks);
    }

    @Test
    void givesReceiptsInBulkToEachOfItsListeners() throws Exception {
        List<Integer> sizes = new ArrayList<>();
        ReceiptListener counting = new ReceiptListener() {
            @Override
            public void receive(Receipt receipt) {
                receipts.receive(receipt);
            }

            @Override
            public void receiveAll(List<Receipt> all) {
                sizes.add(all.size());
                ReceiptListener.super.receiveAll(all);
            }
        };
        List<Click> clicks = SampleClicks.first(10);
        try (LineSink sink = sinkTo(out)) {
            SampleClicks.send(clicks.subList(0, 3), sink, counting);
            sink.send(clicks.get(3), receipts);
            sink.sendBlock(clicks.subList(0, 10), 4, counting);
        }
        assertThat(sizes).containsExactly(3, 6);
        assertThat(receipts.clicks()).containsExactlyElementsOf(clicks);
    }

    private LineSink sinkTo(OutputStream stream) {
        return LineSink.open(new StreamTarget("target", stream, () -> {}), SampleClicks.URLS, NEVER, NEVER);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static ClickEncoder fixed(byte[] line) {
        return new ClickEncoder() {
            @Override
            public int maxBytes() {
                return line.length;
            }

            @Override
            public int encode(ClickView click, byte[] target, int offset) {
                System.arraycopy(line, 0, target, offset, line.length);
                return offset + line.length;
            }
        };
    }
}
