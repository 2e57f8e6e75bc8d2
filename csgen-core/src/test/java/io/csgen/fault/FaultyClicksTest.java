package io.csgen.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Click;
import io.csgen.fault.FaultInjection.InjectedFault;
import io.csgen.fault.Faults.FaultyClick;
import io.csgen.model.ShopModel;
import io.csgen.run.ClickRun;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.InMemorySink;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

class FaultyClicksTest {
    private static final ClickGenerator GENERATOR = ClickGenerator.of(
                    ShopModel.classic().with("customer-id-max", "20000"), 7, Instant.parse("2026-01-05T00:00:00Z"))
            .clicks(5_000);
    private static final List<Click> CLICKS = GENERATOR.stream().toList();

    private static final Faults ALL = Faults.none()
            .with(Fault.DUPLICATE, 0.05)
            .with(Fault.LATE, 0.05)
            .with(Fault.OUT_OF_ORDER, 0.05)
            .with(Fault.ORPHAN, 0.05)
            .with(Fault.BOT, 0.1)
            .with(Fault.MALFORMED, 0.05);

    private static List<FaultyClick> of(Fault fault, Faults faults) {
        return faults.clicks(GENERATOR)
                .filter(faulty -> faulty.fault().equals(Optional.of(fault)))
                .toList();
    }

    @Test
    void withoutFaultsTheyAreTheClicksAtTheirTimes() {
        assertThat(Faults.none().clicks(GENERATOR))
                .isEqualTo(CLICKS.stream()
                        .map(click -> new FaultyClick(click, click.timestamp(), Optional.empty()))
                        .toList());
    }

    @Test
    void theyAreWhatTheSinkOfARunGets() throws InterruptedException {
        InMemorySink sink = InMemorySink.withCapacity(100_000);
        List<InjectedFault> ledger = new ArrayList<>();
        ClickRun.of(GENERATOR, ALL.injection(GENERATOR, ledger::add).into(sink))
                .start()
                .await();

        List<FaultyClick> faulty = ALL.clicks(GENERATOR).toList();

        assertThat(faulty).extracting(FaultyClick::click).isEqualTo(sink.clicks());
        for (Fault fault : List.of(Fault.DUPLICATE, Fault.LATE, Fault.OUT_OF_ORDER, Fault.ORPHAN, Fault.BOT)) {
            assertThat(of(fault, ALL))
                    .as(fault.toString())
                    .isNotEmpty()
                    .extracting(FaultyClick::click)
                    .containsExactlyInAnyOrderElementsOf(ledger.stream()
                            .filter(entry -> entry.fault() == fault)
                            .map(InjectedFault::click)
                            .toList());
        }
    }

    @Test
    void theyComeInOrderOfTheirTimesOfComingAndNeverBeforeTheyHappen() {
        List<FaultyClick> faulty = ALL.clicks(GENERATOR).toList();

        assertThat(faulty).extracting(FaultyClick::comesAt).isSorted();
        assertThat(faulty)
                .allSatisfy(one ->
                        assertThat(one.comesAt()).isAfterOrEqualTo(one.click().timestamp()));
    }

    @Test
    void aLateClickComesNoEarlierThanItsDelaySays() throws InterruptedException {
        Faults late = Faults.none().with(Fault.LATE, 0.2);
        List<InjectedFault> ledger = new ArrayList<>();
        InMemorySink sink = InMemorySink.withCapacity(100_000);
        ClickRun.of(GENERATOR, late.injection(GENERATOR, ledger::add).into(sink))
                .start()
                .await();

        assertThat(of(Fault.LATE, late)).isNotEmpty().allSatisfy(one -> {
            InjectedFault entry = ledger.stream()
                    .filter(found -> found.click().equals(one.click()))
                    .findFirst()
                    .orElseThrow();
            // At least one click comes before it, whose time may be later.
            assertThat(Duration.between(one.click().timestamp(), one.comesAt()).toMillis())
                    .isGreaterThanOrEqualTo(Long.parseLong(entry.detail()));
        });
    }

    @Test
    void aDuplicateIsTheFurtherCopy() {
        Faults twice = Faults.none().with(Fault.DUPLICATE, 0.2);
        List<FaultyClick> faulty = twice.clicks(GENERATOR).toList();
        List<Click> withoutFault = faulty.stream()
                .filter(one -> one.fault().isEmpty())
                .map(FaultyClick::click)
                .toList();

        assertThat(withoutFault).isEqualTo(CLICKS);
        assertThat(faulty).hasSizeGreaterThan(CLICKS.size());
    }

    @Test
    void aClickThatIsWrittenWrongIsAsItWasMade() {
        Faults malformed = Faults.none().with(Fault.MALFORMED, 0.2);

        assertThat(malformed.clicks(GENERATOR)).extracting(FaultyClick::click).isEqualTo(CLICKS);
    }

    @Test
    void streamsWithoutEndAreMadeAsTheyAreRead() {
        ClickGenerator endless = ClickGenerator.of(GENERATOR.model(), 7, GENERATOR.start());

        assertThat(ALL.clicks(endless).limit(1_000))
                .isEqualTo(ALL.clicks(GENERATOR).limit(1_000).toList());
    }

    @Test
    void afterTheLastThereIsNone() {
        Iterator<FaultyClick> none = ALL.clicks(GENERATOR.clicks(0)).iterator();

        assertThat(none.hasNext()).isFalse();
        assertThatThrownBy(none::next).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void anInterruptEndsThem() {
        Iterator<FaultyClick> clicks = ALL.clicks(GENERATOR).iterator();
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(CancellationException.class)
                    .isThrownBy(clicks::hasNext)
                    .withMessage("clicks were interrupted");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }
}
