package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.scripted.Fault;
import io.csgen.sink.kinesis.scripted.FaultSchedule;
import io.csgen.sink.kinesis.scripted.HeldRecord;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedStream;
import io.csgen.sink.kinesis.scripted.UserRecords;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * The books balance whatever goes wrong: each click has one receipt, and the stream holds what the
 * receipts say. For a long run by hand: {@code -Dcsgen.faults.clicks=10000000}.
 */
class FaultScheduleIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(FaultScheduleIT.class);
    private static final int CLICKS = Integer.getInteger("csgen.faults.clicks", 50_000);
    private static final int USERS = 10_000;
    private static final int CLICKS_PER_SINK = CLICKS / 20;
    private static final int BLOCK = 200;
    private static final Duration REQUEST_TIMEOUT = Duration.ofMillis(500);
    private static final List<Fault> FAULTS = List.of(
            Fault.failRecords("ProvisionedThroughputExceededException", position -> position % 7 == 0),
            Fault.failRecords("InternalFailure", position -> position % 50 == 0),
            Fault.throttle(),
            Fault.internalFailure(),
            Fault.internalFailureAfterApplying(),
            Fault.unavailable(),
            Fault.slow(Duration.ofMillis(40)),
            Fault.slow(REQUEST_TIMEOUT.multipliedBy(3)),
            Fault.hang(),
            Fault.hangAfterApplying(),
            Fault.resetBeforeReading(),
            Fault.resetBeforeApplying(),
            Fault.resetAfterApplying(),
            Fault.truncate(),
            Fault.garble(),
            Fault.expiredToken(),
            Fault.accessDenied(),
            Fault.streamMissing());

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void accountsForEveryClickWhateverGoesWrong() throws InterruptedException {
        Books books = new Books();
        Map<String, Long> effects;
        long requests;
        try (ScriptedKinesis kinesis = ScriptedKinesis.start();
                KinesisAsyncClient client = LocalKinesis.newClient(kinesis.endpoint())) {
            ScriptedStream stream = kinesis.createStream("clicks", 4);
            stream.handTo(record -> books.hold(stream, record));
            kinesis.follow(new FaultSchedule(20_261_124, BLOCK, FAULTS));

            sendAll(
                    client,
                    books,
                    Map.of(
                            CLICKS / 3,
                                    () -> kinesis.next(
                                            Fault.first("split", () -> stream.split("shardId-000000000001"))),
                            CLICKS * 2 / 3,
                                    () -> kinesis.next(Fault.first(
                                            "merge",
                                            () -> stream.merge("shardId-000000000004", "shardId-000000000005")))));

            effects = kinesis.effects();
            requests = kinesis.requests("PutRecords");
        }

        LOGGER.info("{}; {} requests; {}", books, requests, effects);
        assertThat(effects).containsEntry("split", 1L).containsEntry("merge", 1L);
        assertThat(FAULTS)
                .allSatisfy(fault -> assertThat(effects.get(fault.name()))
                        .as(fault.name())
                        .isGreaterThanOrEqualTo(Math.max(1, CLICKS / 100_000)));
        books.check();
    }

    /**
     * Sends each click until a sink accepts it. Sinks follow one another, since some of the faults end
     * them; every other tries nothing again, so each attempt's outcome shows in a receipt.
     */
    private static void sendAll(KinesisAsyncClient client, Books books, Map<Integer, Runnable> moments)
            throws InterruptedException {
        KinesisSinkConfig config = KinesisSinkConfig.of("clicks", SampleClicks.ENCODER)
                .with(KinesisSinkConfig.MAX_BATCH_RECORDS, 100)
                .with(KinesisSinkConfig.MAX_BATCH_AGE, Duration.ofMillis(5))
                .with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, 1_000)
                .with(KinesisSinkConfig.REQUEST_TIMEOUT, REQUEST_TIMEOUT)
                .with(KinesisSinkConfig.BACKOFF_BASE, Duration.ofMillis(5))
                .with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofMillis(50));
        int number = 0;
        while (number < CLICKS) {
            int attempts = books.sinks++ % 2 == 0 ? 10 : 1;
            try (KinesisSink sink = KinesisSink.open(client, config.with(KinesisSinkConfig.MAX_ATTEMPTS, attempts))) {
                int end = Math.min(number + CLICKS_PER_SINK, CLICKS);
                while (number < end) {
                    sink.send(Books.click(number), books::receive);
                    moments.getOrDefault(number++, () -> {}).run();
                }
            } catch (SinkException dead) {
                books.dead++;
            }
        }
    }

    /** What the receipts say and what the stream holds; clicks by number. */
    private static final class Books {
        private static final Pattern ID = Pattern.compile("\"session_id\":\"([0-9a-f]{16})\",\"ordinal\":(\\d+),");
        private static final char NONE = ' ';

        private final char[] outcomes = new char[CLICKS];
        private final byte[] attempts = new byte[CLICKS];
        private final byte[] held = new byte[CLICKS];
        private final AtomicReference<String> wrong = new AtomicReference<>();
        private int sinks;
        private int dead;

        Books() {
            Arrays.fill(outcomes, NONE);
        }

        static Click click(int number) {
            return SampleClicks.click(number % USERS, number / USERS + 1);
        }

        private static long number(long session, long ordinal) {
            return (ordinal - 1) * USERS + session;
        }

        void receive(Receipt receipt) {
            int number =
                    (int) number(receipt.click().sessionId(), receipt.click().ordinal());
            if (outcomes[number] != NONE) {
                note("a second receipt: " + receipt);
            }
            outcomes[number] = receipt.getClass().getSimpleName().charAt(0);
            attempts[number] = (byte) receipt.attempts();
        }

        void hold(ScriptedStream stream, HeldRecord record) {
            for (UserRecords.UserRecord user : UserRecords.of(stream, record)) {
                Matcher id = ID.matcher(user.text());
                long number =
                        id.find() ? number(Long.parseUnsignedLong(id.group(1), 16), Long.parseLong(id.group(2))) : -1;
                if (number < 0 || number >= CLICKS || !isWritten(click((int) number), user)) {
                    note("a foreign click: " + user.partitionKey() + " " + user.text());
                } else {
                    held[(int) number]++;
                }
            }
        }

        private static boolean isWritten(Click click, UserRecords.UserRecord user) {
            return Arrays.equals(SampleClicks.ENCODER.encode(click), user.data())
                    && user.partitionKey().equals(Integer.toString(click.userId()));
        }

        private void note(String fault) {
            wrong.compareAndSet(null, fault);
        }

        private long count(char outcome) {
            return new String(outcomes)
                    .chars()
                    .filter(found -> found == outcome)
                    .count();
        }

        void check() {
            assertThat(wrong.get()).isNull();
            assertThat(count('D') + count('F') + count('U')).isEqualTo(CLICKS);
            assertThat(count('D')).isPositive();
            assertThat(count('F')).isPositive();
            assertThat(count('U')).isPositive();
            for (int number = 0; number < CLICKS; number++) {
                if (!balances(outcomes[number], attempts[number], held[number])) {
                    assertThat(click(number) + " " + outcomes[number] + " after " + attempts[number]
                                    + " attempts, held " + held[number] + " times")
                            .isEqualTo("balanced");
                }
            }
        }

        /** An attempt writes a click once at most; a failed one is nowhere. */
        private static boolean balances(char outcome, int attempts, int held) {
            return switch (outcome) {
                case 'D' -> held >= 1 && held <= attempts;
                case 'F' -> held == 0;
                default -> held <= attempts;
            };
        }

        @Override
        public String toString() {
            long twice = 0;
            for (byte times : held) {
                twice += times > 1 ? 1 : 0;
            }
            return count('D') + " delivered, " + count('F') + " failed, " + count('U') + " unconfirmed; " + twice
                    + " held more than once; " + sinks + " sinks, " + dead + " died";
        }
    }
}
