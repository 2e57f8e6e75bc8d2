package io.csgen.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.click.Click;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.fault.FaultInjection.InjectedFault;
import io.csgen.fault.FaultyStreams.Outcome;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.InMemorySink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import io.csgen.sink.testing.FaultySink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

class FaultInjectionTest {
    private static final ClickGenerator HOURS = FaultyStreams.hours(7, 3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static List<String> sorted(List<String> lines) {
        return lines.stream().sorted().toList();
    }

    private static List<Click> inOrder(List<Click> clicks) {
        return clicks.stream()
                .sorted(Comparator.comparingLong(Click::timestampMillis)
                        .thenComparing(Click::sessionId, Long::compareUnsigned)
                        .thenComparingInt(Click::ordinal))
                .toList();
    }

    private static List<String> text(List<InjectedFault> ledger) {
        return ledger.stream().map(InjectedFault::toJson).toList();
    }

    @Test
    void theRunHandsOverTheCleanClicksAndCountsThemAlone() throws InterruptedException {
        Outcome<Click> outcome = FaultyStreams.clicks(HOURS, FaultyStreams.EVERY);

        assertThat(outcome.clean()).isEqualTo(HOURS.stream().toList());
        assertThat(outcome.run().generated()).isEqualTo(outcome.clean().size());
        assertThat(outcome.run().isAllDelivered()).isTrue();
        assertThat(outcome.faults().isAllDelivered()).isTrue();
        assertThat(outcome.out())
                .hasSize(outcome.clean().size() + (int) outcome.faults().added());
    }

    @Test
    void withoutTheClicksOfTheLedgerTheCleanOnesAreLeft() throws InterruptedException {
        Outcome<Click> outcome = FaultyStreams.clicks(HOURS, FaultyStreams.EVERY);
        Map<Click, Integer> left = new HashMap<>();
        outcome.out().forEach(click -> left.merge(click, 1, Integer::sum));
        outcome.ledger().stream()
                .filter(entry ->
                        entry.fault() == Fault.DUPLICATE || entry.fault() == Fault.ORPHAN || entry.fault() == Fault.BOT)
                .forEach(entry -> left.merge(entry.click(), -1, Integer::sum));
        left.values().removeIf(n -> n == 0);

        assertThat(left.values()).containsOnly(1);
        assertThat(left.keySet()).isEqualTo(new HashSet<>(outcome.clean()));
    }

    @ParameterizedTest
    @FieldSource("io.csgen.fault.Fault#ALL")
    void theReportCountsWhatTheLedgerHas(Fault fault) throws InterruptedException {
        Outcome<String> outcome = FaultyStreams.lines(HOURS, Faults.none().with(fault, 0.05), ClickFormat.JSON);

        assertThat(outcome.faults().count(fault))
                .isEqualTo(outcome.ledgerCount(fault))
                .isGreaterThan(100);
        assertThat(outcome.faults().counts()).containsOnlyKeys(fault);
        assertThat(outcome.ledger()).extracting(InjectedFault::fault).containsOnly(fault);
        assertThat(outcome.out())
                .hasSize(outcome.clean().size() + (int) outcome.faults().added());
    }

    @ParameterizedTest
    @MethodSource("io.csgen.click.ClickFormat#builtIn")
    void whereTheLedgerSaysNothingTheLinesAreTheCleanOnes(ClickFormat format) throws InterruptedException {
        Outcome<String> clean = FaultyStreams.lines(HOURS, Faults.none(), format);
        Outcome<String> faulty = FaultyStreams.lines(HOURS, FaultyStreams.EVERY, format);
        Map<String, Fault> written = new HashMap<>();
        faulty.ledger().stream()
                .filter(entry -> entry.fault().isWritten())
                .forEach(entry -> written.put(entry.click().id(), entry.fault()));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < clean.clean().size(); i++) {
            if (!written.containsKey(clean.clean().get(i).id())) {
                expected.add(clean.out().get(i + (format == ClickFormat.CSV ? 1 : 0)));
            }
        }
        Iterator<String> left = sorted(faulty.out()).iterator();

        assertThat(clean.ledger()).isEmpty();
        assertThat(written).isNotEmpty();
        for (String line : sorted(expected)) {
            String next;
            do {
                assertThat(left.hasNext()).as(line).isTrue();
                next = left.next();
            } while (!next.equals(line));
        }
    }

    @Test
    void anyNumberOfThreadsGivesTheSameLinesAndLedger() throws InterruptedException {
        Outcome<String> one = FaultyStreams.lines(HOURS, FaultyStreams.EVERY, ClickFormat.JSON);
        Outcome<String> three =
                FaultyStreams.lines(HOURS, FaultyStreams.EVERY, ClickFormat.JSON, run -> run.threads(3));

        assertThat(three.out()).isEqualTo(one.out());
        assertThat(text(three.ledger())).isEqualTo(text(one.ledger()));
    }

    @Test
    void shardsHaveTogetherTheSameLinesAndLedger() throws InterruptedException {
        Outcome<String> whole = FaultyStreams.lines(HOURS, FaultyStreams.EVERY, ClickFormat.JSON);
        List<String> lines = new ArrayList<>();
        List<String> ledger = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Outcome<String> shard = FaultyStreams.lines(HOURS.shard(i, 5), FaultyStreams.EVERY, ClickFormat.JSON);
            lines.addAll(shard.out());
            ledger.addAll(text(shard.ledger()));
        }

        assertThat(sorted(lines)).isEqualTo(sorted(whole.out()));
        assertThat(sorted(ledger)).isEqualTo(sorted(text(whole.ledger())));
    }

    @Test
    void lateClicksComeBehindOthersAtTheirTime() throws InterruptedException {
        Outcome<Click> outcome = FaultyStreams.clicks(HOURS, Faults.none().with(Fault.LATE, 0.02));
        Map<String, InjectedFault> late = new HashMap<>();
        outcome.ledger().forEach(entry -> late.put(entry.click().id(), entry));
        long now = Long.MIN_VALUE;
        long passed = Long.MIN_VALUE; // when those that came late were due
        int beforeTheirEnd = 0;
        for (Click click : outcome.out()) {
            InjectedFault entry = late.get(click.id());
            if (entry == null) {
                assertThat(click.timestampMillis()).isGreaterThanOrEqualTo(Math.max(now, passed));
                now = click.timestampMillis();
            } else {
                // At the end of the stream, all that is left comes at once.
                long due = click.timestampMillis() + Long.parseLong(entry.detail());
                beforeTheirEnd += now >= due - 60_000 ? 1 : 0;
                passed = Math.max(passed, due);
            }
        }

        assertThat(inOrder(outcome.out())).isEqualTo(outcome.clean());
        assertThat(beforeTheirEnd).isGreaterThan(late.size() * 9 / 10);
    }

    @Test
    void clicksOutOfOrderComeBehindAtLeastOneOther() throws InterruptedException {
        Outcome<Click> outcome = FaultyStreams.clicks(HOURS, Faults.none().with(Fault.OUT_OF_ORDER, 0.05));
        Set<String> moved = new HashSet<>();
        outcome.ledger().forEach(entry -> moved.add(entry.click().id()));
        Map<String, Integer> places = new HashMap<>();
        for (int i = 0; i < outcome.out().size(); i++) {
            places.put(outcome.out().get(i).id(), i);
        }
        List<Click> clean = outcome.clean();
        int behind = 0;
        for (int i = 0; i + 1 < clean.size(); i++) {
            if (moved.contains(clean.get(i).id())
                    && !moved.contains(clean.get(i + 1).id())) {
                assertThat(places.get(clean.get(i).id()))
                        .isGreaterThan(places.get(clean.get(i + 1).id()));
                behind++;
            }
        }

        assertThat(behind).isGreaterThan(1_000);
        assertThat(inOrder(outcome.out())).isEqualTo(clean);
    }

    @Test
    void botsAndOrphansEndWithTheStream() throws InterruptedException {
        Outcome<Click> outcome =
                FaultyStreams.clicks(HOURS, Faults.none().with(Fault.BOT, 0.3).with(Fault.ORPHAN, 0.1));

        assertThat(outcome.ledgerCount(Fault.BOT)).isGreaterThan(1_000);
        assertThat(outcome.out())
                .allMatch(click -> click.timestampMillis() < HOURS.end().toEpochMilli());
        // Nothing of it comes late.
        assertThat(outcome.out()).isSortedAccordingTo(Comparator.comparingLong(Click::timestampMillis));
    }

    @Test
    void theLedgerIsJson() throws IOException, InterruptedException {
        Outcome<String> outcome = FaultyStreams.lines(HOURS, FaultyStreams.EVERY, ClickFormat.JSON);
        Map<Fault, JsonNode> first = new LinkedHashMap<>();
        for (InjectedFault entry : outcome.ledger()) {
            JsonNode json = JSON.readTree(entry.toJson());
            first.putIfAbsent(entry.fault(), json);
            assertThat(json.path("fault").textValue()).isEqualTo(entry.fault().toString());
            assertThat(json.path("click_id").textValue())
                    .isEqualTo(entry.click().id());
            assertThat(json.path("user_id").intValue()).isEqualTo(entry.click().userId());
            assertThat(json.path("timestamp").textValue()).startsWith("2026-01-05T0");
        }

        assertThat(first).containsOnlyKeys(Fault.ALL.toArray(Fault[]::new));
        first.forEach((fault, json) -> assertThat(json.path(fault.detailName()).asText())
                .matches(fault.detailName().endsWith("_ms") ? "-?\\d+" : "[a-z_0-9-]+"));
    }

    @Test
    void everyHeldClickHasItsReceiptWhenFlushReturns() throws InterruptedException {
        List<Receipt> receipts = new CopyOnWriteArrayList<>();
        InMemorySink memory = InMemorySink.withCapacity(100);
        ClickSink sink =
                Faults.none().with(Fault.LATE, 1).injection(HOURS, entry -> {}).into(memory);
        List<Click> clicks = HOURS.clicks(10).stream().toList();
        for (Click click : clicks) {
            sink.send(click, receipts::add);
        }

        assertThat(receipts.size()).isLessThan(10);
        sink.flush();
        assertThat(receipts).extracting(Receipt::click).containsExactlyInAnyOrderElementsOf(clicks);
        assertThat(memory.clicks()).containsExactlyInAnyOrderElementsOf(clicks);
    }

    @Test
    void aDeadSinkFailsWhatIsHeld() throws InterruptedException {
        List<Receipt> receipts = new CopyOnWriteArrayList<>();
        InMemorySink memory = InMemorySink.withCapacity(1_000);
        FaultInjection injection = Faults.none().with(Fault.LATE, 0.5).injection(HOURS, entry -> {});
        ClickSink sink = injection.into(FaultySink.dyingAfter(5, memory));
        int accepted = 0;
        SinkException problem = null;
        for (Click click : HOURS.clicks(1_000)) {
            try {
                sink.send(click, receipts::add);
                accepted++;
            } catch (SinkException e) {
                problem = e;
            }
        }
        sink.close();

        assertThat(problem).isNotNull();
        assertThat(receipts).hasSize(accepted);
        assertThat(receipts).extracting(receipt -> receipt.click().id()).doesNotHaveDuplicates();
        assertThat(receipts.stream().filter(Receipt.Delivered.class::isInstance))
                .hasSize(5);
    }

    @Test
    void closeHandsOverWhatIsHeldAndLetsNothingElseIn() throws InterruptedException {
        List<Receipt> receipts = new CopyOnWriteArrayList<>();
        InMemorySink memory = InMemorySink.withCapacity(100);
        ClickSink sink =
                Faults.none().with(Fault.LATE, 1).injection(HOURS, entry -> {}).into(memory);
        Click click = HOURS.iterator().next();
        sink.send(click, receipts::add);
        sink.close();
        sink.close();

        assertThat(receipts).singleElement().isInstanceOf(Receipt.Delivered.class);
        assertThat(sink).hasToString("memory sink");
        assertThatIllegalStateException()
                .isThrownBy(() -> sink.send(click, ReceiptListener.NONE))
                .withMessage("sink must be open to send: memory sink");
        assertThatIllegalStateException()
                .isThrownBy(sink::flush)
                .withMessage("sink must be open to flush: memory sink");
    }

    @Test
    void aLedgerThatThrowsChangesNothing() throws InterruptedException {
        InMemorySink memory = InMemorySink.withCapacity(1_000);
        FaultInjection injection = Faults.none().with(Fault.ORPHAN, 0.5).injection(HOURS, entry -> {
            throw new IllegalStateException("on purpose");
        });
        ClickSink sink = injection.into(memory);
        for (Click click : HOURS.clicks(100)) {
            sink.send(click, ReceiptListener.NONE);
        }
        sink.flush();

        assertThat(memory.count())
                .isEqualTo(100 + injection.report().count(Fault.ORPHAN))
                .isGreaterThan(120);
    }

    @Test
    void theEncoderComesBeforeTheSink() {
        FaultInjection injection = FaultyStreams.EVERY.injection(HOURS, entry -> {});
        injection.into(InMemorySink.withCapacity(1));

        assertThatIllegalStateException()
                .isThrownBy(() -> injection.encoder(ClickFormat.URL, FaultyStreams.STORE.encoder(ClickFormat.URL)))
                .withMessage("encoder must be asked for before the sink is given: url");
    }

    @Test
    void theReportIsALineForPeople() throws InterruptedException {
        Click click = new Click(0, 1, 1, 1, ClickType.GROUP_VIEW, 1, Click.NO_PRODUCT);
        FaultInjection injection = Faults.none().with(Fault.DUPLICATE, 1).injection(HOURS, entry -> {});
        assertThat(injection.report())
                .hasToString("faults: none; clicks besides: accepted 0, delivered 0, failed 0, unconfirmed 0");
        ClickSink sink = injection.into(FaultySink.failingOnce(2, InMemorySink.withCapacity(9)));
        sink.send(click, ReceiptListener.NONE);
        sink.flush();

        assertThat(injection.report())
                .hasToString("faults: duplicate 1; clicks besides: accepted 1, delivered 0, failed 1, unconfirmed 0");
        assertThat(injection.report().isAllDelivered()).isFalse();
    }
}
