package io.csgen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.run.Pacing.TimeSource;
import io.csgen.run.RunReport.ReasonCount;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import io.csgen.sink.internal.ReceiptBlock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a run hands over blocks of clicks, and counts their receipts. */
@Timeout(30)
class BlocksOfRunTest {
    private static final ClickGenerator GENERATOR = ClickGenerator.of(
                    ShopModel.classic().with("customer-id-max", "3000"), 7, Instant.parse("2026-01-05T00:00:00Z"))
            .clicks(1_000);
    private static final List<Click> CLICKS = GENERATOR.stream().toList();

    private final List<Click> taken = new CopyOnWriteArrayList<>();
    private final List<Integer> blocks = new ArrayList<>();

    /** Takes at most 100 clicks at once, and gives their receipts at once. */
    private class BlockSink implements ClickSink {
        private final Function<Click, Receipt> receipts;

        BlockSink(Function<Click, Receipt> receipts) {
            this.receipts = receipts;
        }

        @Override
        public void send(Click click, ReceiptListener listener) {
            throw new AssertionError("not as a block");
        }

        @Override
        public int sendBlock(List<Click> clicks, int from, ReceiptListener listener) {
            List<Click> some = clicks.subList(from, Math.min(clicks.size(), from + 100));
            taken.addAll(some);
            blocks.add(some.size());
            new ReceiptBlock(some.toArray(Click[]::new), receipts).give(0, some.size(), listener);
            return some.size();
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}

        @Override
        public String toString() {
            return "block sink";
        }
    }

    private static Receipt delivered(Click click) {
        return new Receipt.Delivered(click, 1, "");
    }

    private static int sessions(List<Click> clicks) {
        return (int) clicks.stream().filter(click -> click.ordinal() == 1).count();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void handsOverInBlocksTheSameClicksInOrder(int threads) throws InterruptedException {
        List<Click> seen = new ArrayList<>();

        RunReport report = ClickRun.of(GENERATOR, new BlockSink(BlocksOfRunTest::delivered))
                .threads(threads)
                .witness(seen::add)
                .start()
                .await();

        assertThat(taken).isEqualTo(CLICKS);
        assertThat(seen).isEqualTo(CLICKS);
        assertThat(blocks).hasSizeLessThan(20);
        assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
        assertThat(report.accepted()).isEqualTo(1_000);
        assertThat(report.delivered()).isEqualTo(1_000);
        assertThat(report.sessions()).isEqualTo(sessions(CLICKS));
    }

    @Test
    void anObserverGetsEveryReceipt() throws InterruptedException {
        List<Click> observed = new CopyOnWriteArrayList<>();

        RunReport report = ClickRun.of(GENERATOR, new BlockSink(BlocksOfRunTest::delivered))
                .observer(receipt -> {
                    observed.add(receipt.click());
                    throw new AssertionError("on purpose");
                })
                .start()
                .await();

        assertThat(observed).isEqualTo(CLICKS);
        assertThat(report.delivered()).isEqualTo(1_000);
    }

    @Test
    void countsWhyClicksOfABlockAreNotDelivered() throws InterruptedException {
        int[] undelivered = new int[1];
        RunListener listener = new RunListener() {
            @Override
            public void undelivered(ReasonCount.Outcome outcome, String reason) {
                undelivered[0]++;
            }
        };

        RunReport report = ClickRun.of(
                        GENERATOR, new BlockSink(click -> new Receipt.Unconfirmed(click, 3, "connection lost")))
                .listener(listener)
                .start()
                .await();

        assertThat(report.unconfirmed()).isEqualTo(1_000);
        assertThat(report.retried()).isEqualTo(2_000);
        assertThat(report.reasons())
                .containsExactly(new ReasonCount(ReasonCount.Outcome.UNCONFIRMED, "connection lost", 1_000));
        assertThat(undelivered).containsExactly(1_000);
    }

    @Test
    void countsWhatASinkHasTakenBeforeItGivesUp() throws InterruptedException {
        List<Click> seen = new ArrayList<>();
        ClickSink sink = new BlockSink(BlocksOfRunTest::delivered) {
            @Override
            public int sendBlock(List<Click> clicks, int from, ReceiptListener listener) {
                if (blocks.size() == 2) {
                    throw new SinkException("stream must exist: clicks", null);
                }
                return super.sendBlock(clicks, from, listener);
            }
        };

        RunReport report =
                ClickRun.of(GENERATOR, sink).witness(seen::add).start().await();

        assertThat(report.problem()).contains("stream must exist: clicks");
        assertThat(report.accepted()).isEqualTo(200);
        assertThat(report.generated()).isEqualTo(201);
        assertThat(seen).isEqualTo(CLICKS.subList(0, 200));
        assertThat(report.sessions()).isEqualTo(sessions(seen));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, Integer.MAX_VALUE})
    void aSinkThatTakesAnImpossibleNumberFailsTheRun(int number) throws InterruptedException {
        ClickSink sink = new BlockSink(BlocksOfRunTest::delivered) {
            @Override
            public int sendBlock(List<Click> clicks, int from, ReceiptListener listener) {
                return number;
            }
        };

        RunReport report = ClickRun.of(GENERATOR.clicks(5), sink).start().await();

        assertThat(report.state()).isEqualTo(RunReport.State.FAILED);
        assertThat(report.problem()).contains("block sink must accept from 1 to 5 clicks of a block: " + number);
    }

    @Test
    void clicksOfAPacedRunGoOutOneByOne() throws InterruptedException {
        RunReport report = ClickRun.of(GENERATOR, new BlockSink(BlocksOfRunTest::delivered))
                .pacing(Pacing.realTime())
                .timeSource(new LeapingTime())
                .start()
                .await();

        assertThat(report.delivered()).isEqualTo(1_000);
        assertThat(blocks).hasSize(1_000);
    }

    @Test
    void clicksThatCameBeforeAFailureOfTheGeneratorAreHandedOver() {
        ClickIterator clicks = GENERATOR.iterator();
        ClickSource source = new ClickSource.Sequential(clicks) {
            @Override
            public Click next() {
                if (clicks.clickCount() == 150) {
                    throw new OutOfMemoryError("Java heap space");
                }
                return super.next();
            }
        };
        RunLoop.Parts parts = new RunLoop.Parts(
                GENERATOR,
                new BlockSink(BlocksOfRunTest::delivered),
                false,
                Pacing.unpaced(),
                1,
                TimeSource.system(),
                click -> {});
        GuardedListener nobody = new GuardedListener(RunListener.NONE, ReceiptListener.NONE);
        RunCounter counter = new RunCounter(nobody);
        RunLoop loop = new RunLoop(
                parts, parts.begin(), new RateControl(GENERATOR, 0), new RunEnd(), counter, new LagRecorder(0), nobody);

        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> loop.handOverAtOnce(source));

        assertThat(taken).isEqualTo(CLICKS.subList(0, 150));
        assertThat(counter.counts().delivered()).isEqualTo(150);
    }
}
