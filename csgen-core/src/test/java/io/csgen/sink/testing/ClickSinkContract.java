package io.csgen.sink.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import io.csgen.sink.testing.Bench.Call;
import io.csgen.sink.testing.Bench.Sender;
import io.csgen.sink.testing.SinkBackend.Fault;
import io.csgen.sink.testing.SinkTraits.Trait;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What every {@link io.csgen.sink.ClickSink} must do: nineteen rules, each test named after the one it checks.
 * Extend it to test a sink of your own; say how to open one over an empty backend, and what that backend can be
 * told to do. What fails names the rule that is broken, what it asks, and what was tried. Rules that need more are not
 * generated, so that no test is skipped, and a report entry of {@link #tellsWhichRulesAreChecked} lists them.
 *
 * <ol>
 *   <li>A click whose {@code send} returned gets exactly one receipt, at the latest when {@code close} returns.
 *   <li>A {@code send} that throws leads to no receipt; null is refused with a {@link NullPointerException}.
 *   <li>Clicks in flight are bounded; at the bound {@code send} waits.
 *   <li>A {@code send} or {@code flush} that waits answers interruption; the click is then not accepted.
 *   <li>Without retries, clicks of a partition key from one thread arrive in order.
 *   <li>{@code flush} returns when every click accepted before has its receipt; others may send meanwhile.
 *   <li>{@code close} waits for receipts for a limited time, gives up the rest, and works once.
 *   <li>After {@code close}, {@code send} and {@code flush} throw an {@link IllegalStateException} with the
 *       sink's name, its {@code toString()}.
 *   <li>What failed for now is tried again, and nothing else, within a budget.
 *   <li>A click that is rejected fails alone; a backend that is gone fails what is in flight and shows as a
 *       {@link SinkException} with a cause at the next {@code send}.
 *   <li>What may be in the backend is never failed, but unconfirmed; an answer is awaited for a limited time.
 *   <li>Listeners that throw change nothing.
 *   <li>All methods are safe for concurrent use.
 *   <li>A client passed in stays open; one of the sink's own is closed.
 *   <li>Limits are checked by {@code send}: an {@link IllegalArgumentException} with click id, limit and size.
 *   <li>What was in no request has failed at {@code close}, and is not unconfirmed.
 *   <li>{@code flush} and {@code close} return whatever has died, be it an {@link Error} in the sink's client, and
 *       every click has its receipt then.
 *   <li>Each click that is not delivered has a reason, the same for all with the same fate, so that reasons can be
 *       counted.
 *   <li>{@code sendBlock} takes at least the first click, says how many it took, and for each of these the rules of
 *       {@code send} hold; where it throws, it took none.
 * </ol>
 *
 * <p>A test waits for what must happen, never for time to pass; what must <em>not</em> happen gets {@value
 * #SILENCE_MILLIS} ms to show. JUnit makes an instance for each test, and each test closes its backend.
 */
@ExtendWith(Rule.Naming.class)
public abstract class ClickSinkContract {
    private static final int THREADS = 4;
    private static final int SILENCE_MILLIS = 200;
    private static final Duration SILENCE = Duration.ofMillis(SILENCE_MILLIS);
    private static final Duration SHORT_DRAIN = Duration.ofMillis(50);
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /** Returns a new backend, empty and without faults. */
    protected abstract SinkBackend backend() throws Exception;

    /** Returns what the backends and sinks of this test are able to do; always the same. */
    protected abstract SinkTraits traits();

    /** Returns how long to wait for anything that must happen; 30 s unless overridden. */
    protected Duration patience() {
        return Duration.ofSeconds(30);
    }

    /**
     * Returns how many clicks to send where many matter; 5,000 unless overridden. A backend that is slow wants
     * fewer, from 40.
     */
    protected int volume() {
        return 5_000;
    }

    /** Publishes the rules that are checked and those that are not, and tries every fault that is declared. */
    @Test
    protected void tellsWhichRulesAreChecked(TestReporter reporter) throws Exception {
        try (SinkBackend backend = backend()) {
            for (Fault fault : traits().faults()) {
                assertThatCode(() -> backend.inject(List.of(fault)))
                        .as("backend can be told its declared fault %s", fault)
                        .doesNotThrowAnyException();
            }
        }
        Set<Integer> unchecked = traits().uncheckedRules();
        reporter.publishEntry(Map.of(
                "checked rules", rules(number -> !unchecked.contains(number)),
                "unchecked rules", rules(unchecked::contains),
                "faults", traits().faults().toString()));
    }

    private static String rules(IntPredicate wanted) {
        String rules = IntStream.rangeClosed(1, Rule.values().length)
                .filter(wanted)
                .mapToObj(number -> "S" + number)
                .collect(Collectors.joining(" "));
        return rules.isEmpty() ? "none" : rules;
    }

    /** Without faults every click is delivered at the first attempt. */
    @Test
    protected void s1GivesEveryAcceptedClickOneReceiptByTheReturnOfClose() throws Exception {
        try (Bench bench = open()) {
            List<Click> clicks = Bench.clicks(volume());

            bench.sendAll(clicks, bench.receipts);
            bench.closeSink();

            bench.assertDelivered(clicks);
            assertThat(bench.receipts.all()).allMatch(receipt -> receipt.attempts() == 1);
            bench.assertStoredOnce(clicks);
        }
    }

    /** Tried after {@code close}. */
    @Test
    protected void s2GivesNoReceiptForAClickWhoseSendThrew() throws Exception {
        try (Bench bench = open()) {
            Click click = Bench.click(1, 1);
            bench.send(click);
            bench.closeSink();
            assertThatExceptionOfType(RuntimeException.class)
                    .as("send after close")
                    .isThrownBy(() -> bench.send(Bench.click(1, 2)));

            bench.assertReceipts(List.of(click));
            bench.assertStoredOnce(List.of(click));
        }
    }

    /** Neither a click nor a listener may be missing. */
    @Test
    @SuppressWarnings("NullAway") // wrong on purpose
    protected void s2RefusesNullAndGoesOn() throws Exception {
        try (Bench bench = open()) {
            Click click = Bench.click(1, 1);

            assertThatNullPointerException()
                    .as("send of no click")
                    .isThrownBy(() -> bench.sendAll(Collections.singletonList(null), bench.receipts));
            assertThatNullPointerException()
                    .as("send without a listener")
                    .isThrownBy(() -> bench.sendAll(List.of(Bench.click(1, 2)), null));
            bench.send(click);
            bench.closeSink();

            bench.assertReceipts(List.of(click));
            bench.assertStoredOnce(List.of(click));
        }
    }

    /** Needs {@link Trait#ENCODER}. */
    @TestFactory
    protected Stream<DynamicTest> s2AnErrorOfTheEncoderRefusesItsClickAndNoOther() {
        return forEach(Trait.ENCODER, () -> {
            try (Bench bench = open()) {
                List<Click> good = Bench.clicks(2);
                bench.send(good.get(0));
                assertThatExceptionOfType(Error.class)
                        .as("send of a click whose encoder throws an Error")
                        .isThrownBy(() -> bench.send(Bench.click(SinkBackend.BROKEN_USER, 1)));
                bench.send(good.get(1));
                bench.flush();
                bench.closeSink();

                bench.assertDelivered(good);
                bench.assertStoredOnce(good);
            }
        });
    }

    /** Needs {@link Fault#HANG}. */
    @TestFactory
    protected Stream<DynamicTest> s3BlocksAtTheBoundAndDropsNothing() {
        return forEach(EnumSet.of(Fault.HANG), fault -> {
            try (Bench bench = open()) {
                bench.inject(fault);
                Sender sender = bench.sendBeyond(traits().bound());
                assertThat(bench.receipts.all()).isEmpty();

                bench.inject(Fault.NONE);
                sender.call().awaitReturn();
                bench.closeSink();

                bench.assertDelivered(sender.clicks());
                bench.assertStoredOnce(sender.clicks());
            }
        });
    }

    /** A {@code send} that need not wait may accept the click of an interrupted thread. */
    @Test
    protected void s4AcceptsAClickOfAnInterruptedThreadOrThrows() throws Exception {
        try (Bench bench = open()) {
            List<Click> accepted = Collections.synchronizedList(new ArrayList<>());

            bench.run("send", () -> {
                for (Click click : Bench.clicks(volume() / 2)) {
                    Thread.currentThread().interrupt();
                    try {
                        bench.sink.send(click, bench.receipts);
                        accepted.add(click);
                    } catch (InterruptedException e) {
                        continue;
                    }
                }
                Thread.interrupted();
            });
            bench.closeSink();

            bench.assertDelivered(accepted);
            bench.assertStoredOnce(accepted);
        }
    }

    /** Needs {@link Fault#HANG}. */
    @TestFactory
    protected Stream<DynamicTest> s4InterruptionEndsASendThatWaits() {
        return forEach(EnumSet.of(Fault.HANG), fault -> {
            try (Bench bench = open()) {
                bench.inject(fault);
                Sender sender = bench.sendBeyond(traits().bound());

                assertThat(sender.call().interruptAndAwaitOutcome())
                        .as("what an interrupted send throws")
                        .isInstanceOf(InterruptedException.class);
                bench.inject(Fault.NONE);
                bench.closeSink();

                bench.assertDelivered(sender.acceptedClicks());
                bench.assertStoredOnce(sender.acceptedClicks());
            }
        });
    }

    /** Needs {@link Fault#HANG}. */
    @TestFactory
    protected Stream<DynamicTest> s4InterruptionEndsAFlushThatWaits() {
        return forEach(EnumSet.of(Fault.HANG), fault -> {
            try (Bench bench = open()) {
                List<Click> clicks = Bench.clicks(2);
                bench.inject(fault);
                bench.sendAll(clicks, bench.receipts);
                Call flush = bench.start("flush", bench.sink::flush);
                flush.awaitWaiting();

                assertThat(flush.interruptAndAwaitOutcome())
                        .as("what an interrupted flush throws")
                        .isInstanceOf(InterruptedException.class);
                bench.inject(Fault.NONE);
                bench.closeSink();

                bench.assertDelivered(clicks);
            }
        });
    }

    /** Two users send, two clicks each in turn, so that neighbours and others of a key must stay in order. */
    @Test
    protected void s5DeliversTheClicksOfAKeyInOrder() throws Exception {
        try (Bench bench = open()) {
            List<Click> clicks = IntStream.range(0, volume())
                    .mapToObj(number -> Bench.click(1 + number / 2 % 2, 1 + number))
                    .toList();
            bench.sendAll(clicks, ReceiptListener.NONE);
            bench.closeSink();

            assertStoredInOrder(bench, clicks);
        }
    }

    /** Of each of two users. */
    private static void assertStoredInOrder(Bench bench, List<Click> clicks) throws Exception {
        List<String> stored = bench.backend.stored();
        for (int user = 1; user <= 2; user++) {
            List<String> mine = bench.payloads(of(user, clicks));
            Set<String> wanted = new HashSet<>(mine);
            assertThat(stored.stream().filter(wanted::contains))
                    .as("clicks of user %s", user)
                    .containsExactlyElementsOf(mine);
        }
    }

    /** Clicks are sent one by one, as nothing may wait for others to come. */
    @Test
    protected void s6FlushReturnsWhenEveryClickBeforeItHasItsReceipt() throws Exception {
        try (Bench bench = open()) {
            List<Click> clicks = Bench.clicks(20);
            bench.flush();
            for (int i = 0; i < clicks.size(); i++) {
                bench.send(clicks.get(i));
                bench.flush();
                assertThat(bench.receipts.all()).hasSize(i + 1);
            }
            bench.flush();
            bench.assertDelivered(clicks);
            bench.assertStoredOnce(clicks);
        }
    }

    /** Needs {@link Fault#HANG}. */
    @TestFactory
    protected Stream<DynamicTest> s6FlushWaitsForTheBackendWhileOthersSend() {
        return forEach(EnumSet.of(Fault.HANG), fault -> {
            try (Bench bench = open()) {
                Click before = Bench.click(1, 1);
                Click meanwhile = Bench.click(2, 1);
                bench.inject(fault);
                bench.send(before);
                Call flush = bench.start("flush", bench.sink::flush);
                flush.awaitWaiting();
                bench.send(meanwhile);
                assertThat(bench.receipts.all()).isEmpty();

                bench.inject(Fault.NONE);
                flush.awaitReturn();
                assertThat(bench.receipts.clicks()).contains(before);
                bench.flush();
                bench.assertDelivered(List.of(before, meanwhile));
            }
        });
    }

    /** Closes twice. */
    @Test
    protected void s7ClosesOnlyOnce() throws Exception {
        try (Bench bench = open()) {
            Click click = Bench.click(1, 1);
            bench.send(click);
            bench.closeSink();
            assertThatCode(() -> bench.run("second close", bench.sink::close)).doesNotThrowAnyException();

            bench.assertDelivered(List.of(click));
            bench.assertStoredOnce(List.of(click));
        }
    }

    /** An interruption must not cost clicks when the backend works. */
    @Test
    protected void s7AnInterruptedCloseStillDeliversAndKeepsTheInterruption() throws Exception {
        try (Bench bench = open()) {
            List<Click> clicks = Bench.clicks(10);
            bench.sendAll(clicks, bench.receipts);
            bench.run("close", () -> {
                Thread.currentThread().interrupt();
                bench.sink.close();
                assertThat(Thread.interrupted()).as("interrupted").isTrue();
            });
            bench.assertDelivered(clicks);
        }
    }

    /** Needs {@link Fault#HANG}. */
    @TestFactory
    protected Stream<DynamicTest> s7CloseLeavesUnconfirmedWhatIsUnderWayAndSignalsNothingAfterwards() {
        return forEach(EnumSet.of(Fault.HANG), fault -> {
            try (Bench bench = Bench.open(backend(), patience(), SHORT_DRAIN)) {
                List<Click> clicks = List.of(Bench.click(1, 1), Bench.click(1, 2), Bench.click(2, 1));
                bench.inject(fault);
                bench.sendAll(clicks, bench.receipts);
                closeInShort(bench);

                bench.assertReceipts(clicks);
                assertThat(bench.receipts.all())
                        .filteredOn(receipt -> receipt.attempts() > 0)
                        .isNotEmpty()
                        .hasOnlyElementsOfType(Receipt.Unconfirmed.class);
                bench.inject(Fault.NONE);
                bench.closeSink();
                assertThat(bench.receipts.exceedWithin(clicks.size(), SILENCE))
                        .as("receipts after close")
                        .isFalse();
            }
        });
    }

    /** The name is what {@code toString()} returns. */
    @Test
    protected void s8RefusesSendAndFlushAfterCloseByName() throws Exception {
        try (Bench bench = open()) {
            bench.closeSink();
            String name = bench.sink.toString();
            assertThatIllegalStateException()
                    .isThrownBy(() -> bench.sendAll(List.of(Bench.click(1, 1)), ReceiptListener.NONE))
                    .withMessageContaining(name);
            assertThatIllegalStateException().isThrownBy(bench::flush).withMessageContaining(name);
        }
    }

    /** One test for each of {@link Fault#THROTTLE}, {@link Fault#ERROR} and {@link Fault#LOSE_ANSWER}. */
    @TestFactory
    protected Stream<DynamicTest> s9TriesAgainWhatFailedForNow() {
        return forEach(EnumSet.of(Fault.THROTTLE, Fault.ERROR, Fault.LOSE_ANSWER), fault -> {
            try (Bench bench = open()) {
                List<Click> clicks = Bench.clicks(50);
                bench.inject(fault, fault, Fault.NONE);
                bench.sendAll(clicks, bench.receipts);
                bench.flush();

                bench.assertDelivered(clicks);
                assertThat(bench.receipts.all()).anyMatch(receipt -> receipt.attempts() > 1);
                if (fault == Fault.LOSE_ANSWER) {
                    bench.assertStoredAtLeastOnce(clicks);
                } else {
                    bench.assertStoredOnce(clicks);
                }
            }
        });
    }

    /** Needs {@link Fault#FAIL_SHARE}. */
    @TestFactory
    protected Stream<DynamicTest> s9SendsOnlyFailedClicksAgain() {
        return forEach(EnumSet.of(Fault.FAIL_SHARE), fault -> {
            try (Bench bench = open()) {
                List<Click> clicks = Bench.clicks(handful());
                bench.sendAgainst(clicks, traits(), fault, fault, Fault.NONE);
                bench.flush();

                bench.assertDelivered(clicks);
                // Only a backend that can hang makes sure that clicks share a request.
                if (traits().faults().contains(Fault.HANG)) {
                    assertThat(bench.receipts.all()).anyMatch(receipt -> receipt.attempts() > 1);
                }
                assertThat(bench.receipts.all()).anyMatch(receipt -> receipt.attempts() == 1);
                bench.assertStoredOnce(clicks);
            }
        });
    }

    /** Needs {@link Fault#THROTTLE}. Clicks fail; with {@link Trait#UNSURE_REFUSALS} they are unconfirmed. */
    @TestFactory
    protected Stream<DynamicTest> s9GivesUpWhenTheBudgetIsUsedUp() {
        return forEach(EnumSet.of(Fault.THROTTLE), fault -> {
            try (Bench bench = open()) {
                List<Click> clicks = Bench.clicks(3);
                bench.inject(fault);
                bench.sendAll(clicks, bench.receipts);
                bench.flush();

                bench.assertReceipts(clicks);
                boolean unsure = traits().traits().contains(Trait.UNSURE_REFUSALS);
                assertThat(bench.receipts.all())
                        .hasOnlyElementsOfType(unsure ? Receipt.Unconfirmed.class : Receipt.Failed.class)
                        .allMatch(receipt -> receipt.attempts() > 1);
                assertThat(bench.backend.stored()).isEmpty();
            }
        });
    }

    /** Needs {@link Fault#REJECT}. */
    @TestFactory
    protected Stream<DynamicTest> s10ARejectedClickFailsAndDisturbsNoOther() {
        return forEach(EnumSet.of(Fault.REJECT), fault -> {
            try (Bench bench = open()) {
                Click rejected = Bench.click(SinkBackend.REJECTED_USER, 1);
                List<Click> good = Bench.clicks(handful() - 1);
                List<Click> all = new ArrayList<>(good);
                all.add(good.size() / 2, rejected);
                bench.sendAgainst(all, traits(), fault);
                bench.flush();

                bench.assertReceipts(all);
                for (Receipt receipt : bench.receipts.all()) {
                    boolean wasRejected = receipt.click().equals(rejected);
                    assertThat(receipt).isInstanceOf(wasRejected ? Receipt.Failed.class : Receipt.Delivered.class);
                }
                bench.assertStoredOnce(good);
            }
        });
    }

    /** Needs {@link Fault#DIE}. What the backend may hold is unconfirmed, everything else failed. */
    @TestFactory
    protected Stream<DynamicTest> s10ADeadBackendFailsWhatIsInFlightAndTheNextSend() {
        return forEach(EnumSet.of(Fault.DIE), fault -> {
            try (Bench bench = open()) {
                Click before = Bench.click(1, 1);
                Click lost = Bench.click(1, 2);
                bench.send(before);
                bench.flush();
                bench.inject(fault);
                bench.send(lost);
                bench.flush();

                bench.assertReceipts(List.of(before, lost));
                assertThat(bench.receipts.all()).last().isNotInstanceOf(Receipt.Delivered.class);
                for (int ordinal = 3; ordinal <= 4; ordinal++) {
                    Click next = Bench.click(1, ordinal);
                    assertThatExceptionOfType(SinkException.class)
                            .isThrownBy(() -> bench.send(next))
                            .satisfies(thrown ->
                                    assertThat(thrown.getCause()).as("cause").isNotNull());
                }
                bench.closeDeadSink();
                bench.assertReceipts(List.of(before, lost));
                bench.assertStoredOnce(List.of(before));
            }
        });
    }

    /** Needs {@link Fault#LOSE_ANSWER}. */
    @TestFactory
    protected Stream<DynamicTest> s11WhatMayBeInTheBackendIsUnconfirmed() {
        return forEach(EnumSet.of(Fault.LOSE_ANSWER), fault -> {
            try (Bench bench = open()) {
                List<Click> clicks = Bench.clicks(3);
                bench.inject(fault);
                bench.sendAll(clicks, bench.receipts);
                bench.flush();

                bench.assertReceipts(clicks);
                assertThat(bench.receipts.all()).hasOnlyElementsOfType(Receipt.Unconfirmed.class);
                bench.assertStoredAtLeastOnce(clicks);
            }
        });
    }

    /** Needs {@link Fault#LOSE_ANSWER} and {@link Fault#THROTTLE}. */
    @TestFactory
    protected Stream<DynamicTest> s11AClearAnswerToALaterAttemptDoesNotSettleAnEarlierOne() {
        boolean both = traits().faults().contains(Fault.LOSE_ANSWER);
        return forEach(both ? EnumSet.of(Fault.THROTTLE) : EnumSet.noneOf(Fault.class), fault -> {
            try (Bench bench = open()) {
                List<Click> click = Bench.clicks(1);
                bench.inject(Fault.LOSE_ANSWER, fault);
                bench.sendAll(click, bench.receipts);
                bench.flush();

                bench.assertReceipts(click);
                assertThat(bench.receipts.all()).hasOnlyElementsOfType(Receipt.Unconfirmed.class);
            }
        });
    }

    /** Needs {@link Fault#FORGET}. One request gets no answer: the first one, the second or the third. */
    @TestFactory
    protected Stream<DynamicTest> s11AnAnswerThatNeverComesIsAwaitedForALimitedTime() {
        return forEach(EnumSet.of(Fault.FORGET), fault -> {
            for (int answered = 0; answered <= 2; answered++) {
                List<Fault> plan = new ArrayList<>(Collections.nCopies(answered, Fault.NONE));
                plan.add(fault);
                plan.add(Fault.NONE);
                try (Bench bench = open()) {
                    List<Click> clicks = Bench.clicks(handful());
                    bench.backend.inject(plan);
                    bench.sendAll(clicks, bench.receipts);
                    bench.flush();

                    bench.assertReceipts(clicks);
                    assertThat(bench.receipts.all())
                            .as("receipts where request %s is never answered", answered + 1)
                            .doesNotHaveAnyElementsOfTypes(Receipt.Failed.class)
                            .anyMatch(Receipt.Delivered.class::isInstance);
                }
            }
        });
    }

    /** Listeners throw exceptions and errors. */
    @Test
    protected void s12IsNotDisturbedByListenersThatThrow() throws Exception {
        try (Bench bench = open()) {
            ReceiptListener failing = receipt -> {
                bench.receipts.receive(receipt);
                if (receipt.click().userId() % 2 == 0) {
                    throw new IllegalArgumentException("thrown on purpose");
                }
                throw new AssertionError("thrown on purpose");
            };
            List<Click> first = Bench.clicks(4);
            List<Click> second = Bench.clicks(8).subList(4, 8);

            bench.sendAll(first, failing);
            bench.flush();
            bench.sendAll(second, bench.receipts);
            bench.closeSink();

            List<Click> all = Bench.clicks(8);
            bench.assertDelivered(all);
            bench.assertStoredOnce(all);
        }
    }

    /** Four threads send; each flushes now and then. */
    @RepeatedTest(3)
    protected void s13TakesClicksAndFlushesFromSeveralThreads() throws Exception {
        try (Bench bench = open()) {
            List<Click> clicks = Bench.clicks(volume() / 2);
            CountDownLatch ready = new CountDownLatch(THREADS);
            List<Call> calls = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int thread = t;
                calls.add(bench.start("send", () -> {
                    ready.countDown();
                    ready.await();
                    for (int i = thread; i < clicks.size(); i += THREADS) {
                        bench.sink.send(clicks.get(i), bench.receipts);
                        if (i % 97 == 0) {
                            bench.sink.flush();
                        }
                    }
                }));
            }
            for (Call call : calls) {
                call.awaitReturn();
            }
            bench.closeSink();

            bench.assertDelivered(clicks);
            bench.assertStoredOnce(clicks);
        }
    }

    /** Three threads send until a fourth has closed the sink. */
    @RepeatedTest(3)
    protected void s13AcceptsOrRefusesEveryClickWhenClosedMeanwhile() throws Exception {
        try (Bench bench = open()) {
            List<Click> accepted = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch enough = new CountDownLatch(volume() / 4);
            IntSupplier next = new AtomicInteger(volume())::getAndIncrement;
            int most = 11 * volume();
            AtomicInteger receiptsAtClose = new AtomicInteger();
            CountDownLatch closed = new CountDownLatch(1);
            List<Call> calls = new ArrayList<>();
            for (int t = 1; t < THREADS; t++) {
                calls.add(bench.start("send", () -> {
                    try {
                        for (int number = next.getAsInt(); number < most + THREADS; number = next.getAsInt()) {
                            if (number >= most) {
                                closed.await(); // a closing thread may come to run late
                            }
                            Click click = Bench.numbered(number);
                            bench.sink.send(click, bench.receipts);
                            accepted.add(click);
                            enough.countDown();
                        }
                    } catch (IllegalStateException e) {
                        assertThat(e).hasMessageContaining(bench.sink.toString());
                    }
                }));
            }
            calls.add(bench.start("close", () -> {
                enough.await();
                bench.sink.close();
                receiptsAtClose.set(bench.receipts.all().size());
                closed.countDown();
            }));
            for (Call call : calls) {
                call.awaitReturn();
            }

            bench.assertDelivered(accepted);
            bench.assertStoredOnce(accepted);
            assertThat(receiptsAtClose).as("receipts when close returned").hasValue(accepted.size());
        }
    }

    /** Needs {@link Trait#CLIENT_PASSED_IN} or {@link Trait#CLIENT_OWNED}. */
    @TestFactory
    protected Stream<DynamicTest> s14ClosesItsOwnClientAndNoOther() {
        return Stream.of(Trait.CLIENT_PASSED_IN, Trait.CLIENT_OWNED)
                .flatMap(trait -> forEach(trait, () -> {
                    try (Bench bench = open()) {
                        bench.send(Bench.click(1, 1));
                        bench.flush();
                        assertThat(bench.backend.isClientOpen())
                                .as("client is open before")
                                .isTrue();
                        bench.closeSink();
                        assertThat(bench.backend.isClientOpen())
                                .as("client is open after close")
                                .isEqualTo(trait == Trait.CLIENT_PASSED_IN);
                    }
                }));
    }

    /** Needs {@link Trait#LIMITS}. */
    @TestFactory
    protected Stream<DynamicTest> s15RefusesAClickBeyondALimitAndGoesOn() {
        return forEach(Trait.LIMITS, () -> {
            try (Bench bench = open()) {
                Click oversized = Bench.click(SinkBackend.OVERSIZED_USER, 1);
                List<Click> good = Bench.clicks(2);
                bench.send(good.get(0));
                assertThatExceptionOfType(IllegalArgumentException.class)
                        .as("send of a click beyond the limit")
                        .isThrownBy(() -> bench.send(oversized))
                        .satisfies(refusal -> assertThat(refusal.getMessage())
                                .contains(oversized.id())
                                .satisfies(message -> assertThat(NUMBER.matcher(message.replace(oversized.id(), ""))
                                                .results()
                                                .count())
                                        .as("limit and size in: %s", message)
                                        .isGreaterThanOrEqualTo(2)));
                bench.send(good.get(1));
                bench.closeSink();

                bench.assertDelivered(good);
                bench.assertStoredOnce(good);
            }
        });
    }

    /** Needs {@link Fault#HANG}. As many clicks as may be in flight, most of which are in no request. */
    @TestFactory
    protected Stream<DynamicTest> s16WhatWasInNoRequestHasFailedAtClose() {
        return forEach(EnumSet.of(Fault.HANG), fault -> {
            try (Bench bench = Bench.open(backend(), patience(), SHORT_DRAIN)) {
                bench.inject(fault);
                Sender sender = bench.sendBeyond(traits().bound());
                assertThat(sender.call().interruptAndAwaitOutcome())
                        .as("what an interrupted send throws")
                        .isInstanceOf(InterruptedException.class);
                closeInShort(bench);

                bench.assertReceipts(sender.acceptedClicks());
                assertThat(bench.receipts.all())
                        .filteredOn(receipt -> receipt.attempts() == 0)
                        .hasOnlyElementsOfType(Receipt.Failed.class);
            }
        });
    }

    private void closeInShort(Bench bench) throws Exception {
        Call close = bench.start("close", () -> Bench.closeQuietly(bench.sink));
        if (traits().traits().contains(Trait.DRAINS_UNTIL_INTERRUPTED)) {
            close.awaitWaiting();
            close.interrupt();
        }
        close.awaitReturn();
    }

    /** One test for each of {@link Fault#DIE} and {@link Fault#CRASH}, with many clicks on their way. */
    @TestFactory
    protected Stream<DynamicTest> s17FlushAndCloseReturnWhateverHasDied() {
        return forEach(EnumSet.of(Fault.DIE, Fault.CRASH), fault -> {
            try (Bench bench = open()) {
                List<Click> clicks = Bench.clicks(handful());
                AtomicInteger accepted = new AtomicInteger();
                boolean hangs = traits().faults().contains(Fault.HANG);
                bench.inject(hangs ? Fault.HANG : fault);
                Call send = bench.start("send", () -> {
                    for (Click click : clicks) {
                        bench.sink.send(click, bench.receipts);
                        accepted.incrementAndGet();
                    }
                });
                if (hangs) {
                    send.awaitReturn();
                }
                bench.inject(fault);
                Throwable thrown = send.awaitOutcome();
                assertThat(thrown == null || thrown instanceof SinkException)
                        .as("send threw %s", thrown)
                        .isTrue();
                bench.flush();

                List<Click> sent = clicks.subList(0, accepted.get());
                bench.assertReceipts(sent);
                assertThat(bench.receipts.all()).noneMatch(Receipt.Delivered.class::isInstance);
                assertThatExceptionOfType(SinkException.class)
                        .isThrownBy(() -> bench.send(Bench.click(SinkBackend.REJECTED_USER - 1, 1)))
                        .satisfies(e -> assertThat(e.getCause()).as("cause").isNotNull());
                bench.flush();
                bench.closeDeadSink();
                bench.assertReceipts(sent);
            }
        });
    }

    /** One test for each of {@link Fault#DIE} and {@link Fault#CRASH}; needs {@link Fault#HANG} as well. */
    @TestFactory
    protected Stream<DynamicTest> s17AFlushThatWaitsReturnsWhenTheSinkDies() {
        boolean hangs = traits().faults().contains(Fault.HANG);
        return forEach(hangs ? EnumSet.of(Fault.DIE, Fault.CRASH) : EnumSet.noneOf(Fault.class), fault -> {
            try (Bench bench = open()) {
                List<Click> clicks = Bench.clicks(handful());
                bench.inject(Fault.HANG);
                bench.sendAll(clicks, bench.receipts);
                Call flush = bench.start("flush", bench.sink::flush);
                flush.awaitWaiting();
                bench.inject(fault);
                flush.awaitReturn();

                bench.assertReceipts(clicks);
                bench.flush();
                bench.closeDeadSink();
                bench.assertReceipts(clicks);
            }
        });
    }

    /** One test for each fault whose clicks all have the same fate. */
    @TestFactory
    protected Stream<DynamicTest> s18ClicksWithTheSameFateHaveTheSameReason() {
        Set<Fault> faults = EnumSet.of(Fault.THROTTLE, Fault.LOSE_ANSWER, Fault.DIE);
        return forEach(faults, fault -> {
            try (Bench bench = open()) {
                List<Click> clicks = Bench.clicks(handful());
                bench.sendAgainst(clicks, traits(), fault);
                bench.flush();

                bench.assertReceipts(clicks);
                assertOneReason(bench.receipts.all());
            }
        });
    }

    /** Blocks of one click, of some, and of more than may be in flight. */
    @Test
    protected void s19GivesEachClickOfABlockOneReceipt() throws Exception {
        try (Bench bench = open()) {
            List<Click> clicks = Bench.clicks(volume() / 2);
            bench.sendBlock(clicks.subList(0, 1), bench.receipts);
            bench.sendBlock(clicks.subList(1, 20), bench.receipts);
            bench.sendBlock(clicks.subList(20, clicks.size()), bench.receipts);
            bench.closeSink();

            bench.assertDelivered(clicks);
            bench.assertStoredOnce(clicks);
        }
    }

    /** Two users send in turn. */
    @Test
    protected void s19DeliversTheClicksOfAKeyInTheOrderOfTheBlock() throws Exception {
        try (Bench bench = open()) {
            List<Click> clicks = IntStream.range(0, volume() / 2)
                    .mapToObj(number -> Bench.click(1 + number % 2, 1 + number))
                    .toList();
            bench.sendBlock(clicks, ReceiptListener.NONE);
            bench.closeSink();

            assertStoredInOrder(bench, clicks);
        }
    }

    /** Begins in the middle of a list, and ends at its end. */
    @Test
    protected void s19BeginsWithTheClickItIsTold() throws Exception {
        try (Bench bench = open()) {
            List<Click> clicks = Bench.clicks(10);
            bench.run("sendBlock", () -> {
                for (int index : new int[] {-1, 10}) {
                    assertThatExceptionOfType(IndexOutOfBoundsException.class)
                            .as("sendBlock from index %s of 10", index)
                            .isThrownBy(() -> bench.sink.sendBlock(clicks, index, bench.receipts));
                }
                Bench.sendRest(bench.sink, clicks, 7, bench.receipts);
            });
            bench.closeSink();

            bench.assertDelivered(clicks.subList(7, 10));
            bench.assertStoredOnce(clicks.subList(7, 10));
        }
    }

    /** A null in the middle of a block is refused when its turn comes. */
    @Test
    @SuppressWarnings("NullAway") // wrong on purpose
    protected void s19RefusesNullAndGoesOn() throws Exception {
        try (Bench bench = open()) {
            List<Click> good = Bench.clicks(4);
            List<Click> holed = new ArrayList<>(good);
            holed.add(2, null);
            assertThatNullPointerException()
                    .as("sendBlock of no list")
                    .isThrownBy(() -> bench.run("sendBlock", () -> bench.sink.sendBlock(null, 0, bench.receipts)));
            assertThatNullPointerException()
                    .as("sendBlock without a listener")
                    .isThrownBy(() -> bench.run("sendBlock", () -> bench.sink.sendBlock(good, 0, null)));
            assertThat(refusalAt(bench, holed, 2))
                    .as("refusal of null in a block")
                    .isInstanceOf(NullPointerException.class);
            bench.run("sendBlock", () -> Bench.sendRest(bench.sink, holed, 3, bench.receipts));
            bench.closeSink();

            bench.assertReceipts(good);
            bench.assertStoredOnce(good);
        }
    }

    /** Needs {@link Trait#ENCODER}, {@link Trait#LIMITS} or both. A click that {@code send} refuses lies in the middle. */
    @TestFactory
    protected Stream<DynamicTest> s19TakesWhatComesBeforeAClickThatIsRefusedAndGoesOnBehindIt() {
        return Stream.of(Trait.ENCODER, Trait.LIMITS)
                .flatMap(trait -> forEach(trait, () -> {
                    try (Bench bench = open()) {
                        boolean breaks = trait == Trait.ENCODER;
                        List<Click> good = Bench.clicks(6);
                        List<Click> block = new ArrayList<>(good);
                        block.add(3, Bench.click(breaks ? SinkBackend.BROKEN_USER : SinkBackend.OVERSIZED_USER, 1));

                        assertThat(refusalAt(bench, block, 3))
                                .as("refusal of a click in a block")
                                .isInstanceOf(breaks ? Error.class : IllegalArgumentException.class);
                        bench.flush();
                        bench.assertDelivered(good.subList(0, 3));
                        bench.run("sendBlock", () -> Bench.sendRest(bench.sink, block, 4, bench.receipts));
                        bench.closeSink();

                        bench.assertDelivered(good);
                        bench.assertStoredOnce(good);
                    }
                }));
    }

    /** Sends a block, of which as many clicks are to be accepted; returns what is thrown then. */
    private static Throwable refusalAt(Bench bench, List<Click> block, int accepted) throws Exception {
        AtomicInteger count = new AtomicInteger();
        Throwable refusal = bench.start("sendBlock", () -> Bench.sendCounting(bench.sink, block, count, bench.receipts))
                .awaitOutcome();
        assertThat(count).as("clicks accepted before %s", refusal).hasValue(accepted);
        return refusal;
    }

    /** Needs {@link Fault#HANG}. */
    @TestFactory
    protected Stream<DynamicTest> s19ABlockBeyondTheBoundWaitsAndDropsNothing() {
        return forEach(EnumSet.of(Fault.HANG), fault -> {
            try (Bench bench = open()) {
                bench.inject(fault);
                Sender sender = bench.sendBlockBeyond(traits().bound());
                assertThat(bench.receipts.all()).isEmpty();

                bench.inject(Fault.NONE);
                sender.call().awaitReturn();
                bench.closeSink();

                bench.assertDelivered(sender.clicks());
                bench.assertStoredOnce(sender.clicks());
            }
        });
    }

    /** Needs {@link Fault#HANG}. */
    @TestFactory
    protected Stream<DynamicTest> s19InterruptionEndsABlockThatWaitsAndOfWhichNothingIsTaken() {
        return forEach(EnumSet.of(Fault.HANG), fault -> {
            try (Bench bench = open()) {
                bench.inject(fault);
                Sender sender = bench.sendBlockBeyond(traits().bound());

                assertThat(sender.call().interruptAndAwaitOutcome())
                        .as("what an interrupted sendBlock throws")
                        .isInstanceOf(InterruptedException.class);
                bench.inject(Fault.NONE);
                bench.closeSink();

                bench.assertDelivered(sender.acceptedClicks());
                bench.assertStoredOnce(sender.acceptedClicks());
            }
        });
    }

    /** Needs {@link Fault#REJECT}. */
    @TestFactory
    protected Stream<DynamicTest> s19ARejectedClickOfABlockFailsAndDisturbsNoOther() {
        return forEach(EnumSet.of(Fault.REJECT), fault -> {
            try (Bench bench = open()) {
                Click rejected = Bench.click(SinkBackend.REJECTED_USER, 1);
                List<Click> good = Bench.clicks(handful() - 1);
                List<Click> all = new ArrayList<>(good);
                all.add(good.size() / 2, rejected);
                bench.inject(fault);
                bench.sendBlock(all, bench.receipts);
                bench.flush();

                bench.assertReceipts(all);
                for (Receipt receipt : bench.receipts.all()) {
                    boolean wasRejected = receipt.click().equals(rejected);
                    assertThat(receipt).isInstanceOf(wasRejected ? Receipt.Failed.class : Receipt.Delivered.class);
                }
                bench.assertStoredOnce(good);
            }
        });
    }

    /** One test for each of {@link Fault#DIE} and {@link Fault#CRASH}. */
    @TestFactory
    protected Stream<DynamicTest> s19ABackendThatIsGoneFailsTheBlockInFlightAndTheNextOne() {
        return forEach(EnumSet.of(Fault.DIE, Fault.CRASH), fault -> {
            try (Bench bench = open()) {
                List<Click> clicks = Bench.clicks(handful());
                AtomicInteger accepted = new AtomicInteger();
                bench.inject(fault);
                Throwable thrown = bench.start(
                                "sendBlock", () -> Bench.sendCounting(bench.sink, clicks, accepted, bench.receipts))
                        .awaitOutcome();
                assertThat(thrown == null || thrown instanceof SinkException)
                        .as("sendBlock threw %s", thrown)
                        .isTrue();
                bench.flush();

                List<Click> sent = clicks.subList(0, accepted.get());
                bench.assertReceipts(sent);
                assertThat(bench.receipts.all()).noneMatch(Receipt.Delivered.class::isInstance);
                assertThatExceptionOfType(SinkException.class)
                        .isThrownBy(() -> bench.sendBlock(Bench.clicks(2), bench.receipts));
                bench.closeDeadSink();
                bench.assertReceipts(sent);
            }
        });
    }

    /** Listeners throw exceptions and errors, for some clicks of a block and not for others. */
    @Test
    protected void s19IsNotDisturbedByListenersThatThrow() throws Exception {
        try (Bench bench = open()) {
            ReceiptListener failing = receipt -> {
                bench.receipts.receive(receipt);
                if (receipt.click().userId() % 3 == 0) {
                    throw new IllegalArgumentException("thrown on purpose");
                }
                if (receipt.click().userId() % 3 == 1) {
                    throw new AssertionError("thrown on purpose");
                }
            };
            List<Click> clicks = Bench.clicks(8);
            bench.sendBlock(clicks.subList(0, 6), failing);
            bench.flush();
            bench.sendBlock(clicks.subList(6, 8), bench.receipts);
            bench.closeSink();

            bench.assertDelivered(clicks);
            bench.assertStoredOnce(clicks);
        }
    }

    /** The name is what {@code toString()} returns. */
    @Test
    protected void s19RefusesABlockAfterCloseByName() throws Exception {
        try (Bench bench = open()) {
            bench.closeSink();
            assertThatIllegalStateException()
                    .isThrownBy(() -> bench.sendBlock(Bench.clicks(3), bench.receipts))
                    .withMessageContaining(bench.sink.toString());
            assertThat(bench.receipts.all()).isEmpty();
        }
    }

    /** Four threads send blocks. */
    @RepeatedTest(3)
    protected void s19TakesBlocksFromSeveralThreads() throws Exception {
        try (Bench bench = open()) {
            int share = volume() / 2 / THREADS;
            List<Click> clicks = Bench.clicks(share * THREADS);
            CountDownLatch ready = new CountDownLatch(THREADS);
            List<Call> calls = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                List<Click> mine = clicks.subList(t * share, (t + 1) * share);
                calls.add(bench.start("sendBlock", () -> {
                    ready.countDown();
                    ready.await();
                    Bench.sendRest(bench.sink, mine, 0, bench.receipts);
                }));
            }
            for (Call call : calls) {
                call.awaitReturn();
            }
            bench.closeSink();

            bench.assertDelivered(clicks);
            bench.assertStoredOnce(clicks);
        }
    }

    private static void assertOneReason(List<Receipt> receipts) {
        Set<String> reasons = receipts.stream().map(ClickSinkContract::reasonOf).collect(Collectors.toSet());
        assertThat(reasons).as("reasons").hasSize(1);
        assertThat(reasons).allSatisfy(reason -> assertThat(reason).isNotBlank().doesNotContain("\n"));
    }

    private static String reasonOf(Receipt receipt) {
        if (receipt instanceof Receipt.Failed failed) {
            return failed.reason();
        }
        return receipt instanceof Receipt.Unconfirmed unconfirmed ? unconfirmed.reason() : "";
    }

    private static List<Click> of(int user, List<Click> clicks) {
        return clicks.stream().filter(click -> click.userId() == user).toList();
    }

    /** Returns how many clicks may be sent while the backend hangs. */
    private int handful() {
        return traits().bound() == 0 ? 40 : Math.min(40, traits().bound());
    }

    private Bench open() throws Exception {
        return Bench.open(backend(), patience(), patience());
    }

    /** What a test does with a fault. */
    @FunctionalInterface
    private interface FaultTest {
        void run(Fault fault) throws Exception;
    }

    private Stream<DynamicTest> forEach(Trait wanted, Bench.Action test) {
        return traits().traits().contains(wanted)
                ? Stream.of(DynamicTest.dynamicTest(wanted.name(), test::run))
                : Stream.empty();
    }

    private Stream<DynamicTest> forEach(Set<Fault> wanted, FaultTest test) {
        return wanted.stream()
                .filter(traits().faults()::contains)
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> test.run(fault)));
    }
}
