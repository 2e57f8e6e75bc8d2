package io.csgen.sink.kpl;

import static io.csgen.sink.kpl.SampleClicks.click;
import static io.csgen.sink.kpl.SampleClicks.clicks;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kpl.SampleClicks.Receipts;
import io.csgen.sink.testing.SinkBackend.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the contract does not ask: how the sink gets along with a process that dies, hangs and comes back. */
@Timeout(60)
class KplSinkTest {
    private static final KplSinkConfig CONFIG = KplSinkConfig.of("clicks", SampleClicks.ENCODER)
            .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofMillis(100));

    private final FakeProducer producer = new FakeProducer();
    private final Receipts receipts = new Receipts();
    private final AtomicInteger killings = new AtomicInteger();
    private KplSink sink = open(CONFIG, Duration.ofSeconds(30));

    private KplSink open(KplSinkConfig config, Duration restartTimeout) {
        return new KplSink(producer, config, this::kill, () -> {}, restartTimeout);
    }

    private void reopen(KplSinkConfig config, Duration restartTimeout) {
        sink.close();
        sink = open(config, restartTimeout);
    }

    /** Ends the process as the operating system does, upon which the KPL starts another. */
    private void kill() {
        killings.incrementAndGet();
        producer.die();
        producer.inject(List.of(Fault.NONE));
        producer.comeBack();
    }

    @AfterEach
    void close() {
        sink.close();
    }

    private void send(List<Click> clicks) throws InterruptedException {
        for (Click click : clicks) {
            sink.send(click, receipts);
        }
    }

    @Test
    void tellsKinesisShardSequenceNumberAndAttempts() throws InterruptedException {
        producer.inject(List.of(Fault.THROTTLE, Fault.THROTTLE, Fault.NONE));

        send(clicks(1));
        sink.flush();

        assertThat(receipts.all()).containsExactly(new Receipt.Delivered(click(1, 1), 3, "shardId-000000000003/49590"));
    }

    @Test
    void asksForASendAtOnceWhenFlushed() throws InterruptedException {
        producer.inject(List.of(Fault.HANG));
        send(clicks(1));
        Thread flush = new Thread(() -> {
            try {
                sink.flush();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        flush.start();

        await().until(() -> producer.flushes() > 2);
        producer.inject(List.of(Fault.NONE));
        flush.join();

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1);
    }

    @Test
    void leavesClicksUnconfirmedWhoseProcessDiesAndGoesOnWithTheNext() throws InterruptedException {
        producer.inject(List.of(Fault.HANG));
        send(clicks(10));
        await().until(() -> producer.outstanding() == 10);

        kill();
        send(List.of(click(11, 1)));
        sink.flush();

        assertThat(receipts.all(Receipt.Unconfirmed.class))
                .hasSize(10)
                .allMatch(receipt -> receipt.reason()
                        .equals("the native process of the KPL died: Child process exited with code 137"));
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1);
    }

    @Test
    void keepsClicksWhileThereIsNoProcess() throws InterruptedException {
        producer.die();
        send(clicks(10));
        await().pollDelay(Duration.ofMillis(300)).until(() -> receipts.all().isEmpty());

        producer.comeBack();
        sink.flush();

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(10);
        assertThat(producer.stored()).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void takesNoMoreClicksWhenNoProcessComesBack() throws InterruptedException {
        reopen(CONFIG, Duration.ofMillis(600));
        producer.die();
        send(clicks(3));
        sink.flush();

        assertThat(receipts.all(Receipt.Failed.class)).hasSize(3).allMatch(receipt -> receipt.attempts() == 0);
        assertThatThrownBy(() -> sink.send(click(4, 1), receipts))
                .isInstanceOf(SinkException.class)
                .hasMessage("KPL stream clicks takes no more clicks: the native process of the KPL did not come back"
                        + " within 600ms: The child process has been shutdown and can no longer accept messages.");
    }

    @Test
    void endsAProcessThatOwesAnswersAndIsSilent() throws InterruptedException {
        reopen(CONFIG.with(KplSinkConfig.ANSWER_TIMEOUT, Duration.ofMillis(200)), Duration.ofSeconds(2));
        producer.fallSilent();
        send(clicks(5));
        sink.flush();
        assertThat(receipts.all(Receipt.Unconfirmed.class))
                .hasSize(5)
                .allMatch(receipt -> receipt.reason().equals("no answer from the KPL within 200ms"));

        send(List.of(click(6, 1)));
        sink.flush();

        assertThat(killings).hasValue(1);
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1);
    }

    @Test
    void leavesAProcessAloneThatOwesAnswersButLives() throws InterruptedException {
        reopen(CONFIG.with(KplSinkConfig.ANSWER_TIMEOUT, Duration.ofMillis(200)), Duration.ofSeconds(2));
        producer.inject(List.of(Fault.HANG));
        send(clicks(5));
        sink.flush();
        producer.inject(List.of(Fault.NONE)); // too late for receipts

        send(List.of(click(6, 1)));
        sink.flush();

        assertThat(killings).hasValue(0);
        assertThat(receipts.all(Receipt.Unconfirmed.class)).hasSize(5);
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1);
    }

    @Test
    void takesNoMoreClicksWhenTheProcessStaysSilent() throws InterruptedException {
        KplSink stubborn = new KplSink(
                producer,
                CONFIG.with(KplSinkConfig.ANSWER_TIMEOUT, Duration.ofMillis(100)),
                () -> {},
                () -> {},
                Duration.ofMillis(600));
        producer.fallSilent();
        stubborn.send(click(1, 1), receipts);
        stubborn.flush();

        await().untilAsserted(() -> assertThatThrownBy(() -> stubborn.send(click(2, 1), receipts))
                .isInstanceOf(SinkException.class)
                .hasMessage("KPL stream clicks takes no more clicks: the native process of the KPL did not come back"
                        + " within 600ms: it does not answer")
                .hasCauseInstanceOf(TimeoutException.class));
        stubborn.close();
    }

    @Test
    void hasFewClicksInFlightUntilTheFirstIsConfirmed() throws InterruptedException {
        producer.inject(List.of(Fault.HANG));
        CountDownLatch sent = new CountDownLatch(1_500);
        Thread sender = new Thread(() -> {
            try {
                for (Click click : clicks(1_500)) {
                    sink.send(click, receipts);
                    sent.countDown();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        sender.start();
        await().until(() -> producer.outstanding() == 1_000 && sender.getState() == Thread.State.WAITING);
        assertThat(sent.getCount()).isEqualTo(500);

        producer.inject(List.of(Fault.NONE, Fault.HANG));

        assertThat(sent.await(10, TimeUnit.SECONDS)).isTrue();
        await().until(() -> producer.outstanding() == 1_499);
        producer.inject(List.of(Fault.NONE));
        sink.flush();
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(1_500);
    }

    /** In strict order a click is handed over when the one before it is answered, so acceptance says little of time. */
    @Test
    void expiresAClickWhileOthersOfAnotherKeyComeAndGo() throws InterruptedException {
        reopen(CONFIG.with(KplSinkConfig.ANSWER_TIMEOUT, Duration.ofMillis(300)), Duration.ofSeconds(30));
        producer.keepSilentAbout("9");
        send(List.of(click(1, 1)));
        send(List.of(click(9, 1), click(2, 1)));
        AtomicBoolean ended = new AtomicBoolean();
        Thread busy = new Thread(() -> {
            try {
                for (int ordinal = 2; !ended.get(); ordinal++) {
                    sink.send(click(1, ordinal), receipts);
                    sink.send(click(2, ordinal), receipts);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        busy.start();

        // Where the machine stands still for a moment, others expire, too.
        await().untilAsserted(() -> assertThat(receipts.all(Receipt.Unconfirmed.class))
                .contains(new Receipt.Unconfirmed(click(9, 1), 1, "no answer from the KPL within 300ms")));
        ended.set(true);
        busy.join();
        assertThat(receipts.all(Receipt.Delivered.class)).isNotEmpty();
    }

    @Test
    void expiresAClickWhoseForerunnerWasAcceptedEarlierAndHandedOverLater() throws InterruptedException {
        reopen(CONFIG.with(KplSinkConfig.ANSWER_TIMEOUT, Duration.ofMillis(500)), Duration.ofSeconds(30));
        producer.inject(List.of(Fault.HANG));
        send(List.of(click(1, 1), click(1, 2)));
        await().until(() -> producer.outstanding() == 1);
        send(List.of(click(2, 1)));
        await().until(() -> producer.outstanding() == 2);
        await().until(() -> receipts.all(Receipt.Unconfirmed.class).size() >= 2);

        assertThat(receipts.all(Receipt.Unconfirmed.class))
                .extracting(Receipt.Unconfirmed::click)
                .startsWith(click(1, 1), click(2, 1));
    }

    @Test
    void endsWithAProducerThatThrowsAnError() throws InterruptedException {
        NoClassDefFoundError gone = new NoClassDefFoundError("Kpl");
        producer.crash(gone);
        send(List.of(click(1, 1)));
        sink.flush();

        String reason = "Internal error (a bug in csgen): java.lang.NoClassDefFoundError: Kpl";
        assertThat(receipts.all()).containsExactly(new Receipt.Unconfirmed(click(1, 1), 1, reason));
        assertThatThrownBy(() -> send(List.of(click(1, 2))))
                .isInstanceOf(SinkException.class)
                .hasMessage("KPL stream clicks takes no more clicks: " + reason)
                .hasCause(gone);
    }

    @Test
    void endsWithAnAnswerThatNobodyCanRead() throws InterruptedException {
        producer.inject(List.of(Fault.CRASH));
        send(List.of(click(1, 1)));
        sink.flush();

        assertThat(receipts.all(Receipt.Unconfirmed.class))
                .extracting(Receipt.Unconfirmed::reason)
                .singleElement()
                .asString()
                .startsWith("Internal error (a bug in csgen): java.lang.NullPointerException");
    }

    @Test
    void goesOnWhereItsThreadIsInterruptedByAStranger() throws InterruptedException {
        await().until(() -> handover().getState() == Thread.State.TIMED_WAITING);
        handover().interrupt();
        await().until(() -> !handover().isInterrupted());
        send(clicks(10));
        sink.flush();

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(10);
    }

    private static Thread handover() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("csgen-kpl-clicks"))
                .findAny()
                .orElseThrow();
    }

    @Test
    void givesUpWhereKinesisIsOutOfReachForTooLong() throws InterruptedException {
        reopen(CONFIG.with(KinesisSinkConfig.GIVE_UP_AFTER, Duration.ofMillis(200)), Duration.ofSeconds(30));
        producer.inject(List.of(Fault.HANG));
        send(List.of(click(1, 1), click(1, 2)));
        sink.flush();

        String reason = "Kinesis was out of reach for 200ms";
        assertThat(receipts.all())
                .containsExactly(
                        new Receipt.Unconfirmed(click(1, 1), 1, reason), new Receipt.Failed(click(1, 2), 0, reason));
        assertThatThrownBy(() -> send(List.of(click(1, 3))))
                .isInstanceOf(SinkException.class)
                .hasMessage("KPL stream clicks takes no more clicks: " + reason);
    }

    @Test
    void closeFailsWhatTheKplNeverGot() throws InterruptedException {
        producer.inject(List.of(Fault.HANG));
        send(List.of(click(1, 1), click(1, 2)));
        await().until(() -> producer.outstanding() == 1);

        sink.close();

        assertThat(receipts.all())
                .containsExactlyInAnyOrder(
                        new Receipt.Unconfirmed(click(1, 1), 1, "no answer when the sink was closed"),
                        new Receipt.Failed(click(1, 2), 0, "not sent before the sink was closed"));
    }

    @Test
    void closesInTimeWhenTheProcessIsSilent() throws InterruptedException {
        producer.fallSilent();
        send(clicks(5));
        await().until(() -> producer.outstanding() == 5);

        sink.close();

        assertThat(receipts.all(Receipt.Unconfirmed.class))
                .hasSize(5)
                .allMatch(receipt -> receipt.reason().equals("no answer when the sink was closed"));
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("csgen-kpl-clicks"));
    }
}
