package io.csgen.fault;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.fault.FaultInjection.InjectedFault;
import io.csgen.model.ShopModel;
import io.csgen.run.ClickRun;
import io.csgen.run.RunReport;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.InMemorySink;
import io.csgen.sink.LineSink;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Runs with faults, and what came out of them. */
final class FaultyStreams {
    static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    /** Users enough, all types of clicks, and names that need quotes. */
    static final ShopModel STORE = ShopModel.classic()
            .with("customer-id-max", "8000")
            .with("clicks-per-second", "5")
            .with("group-name-1", "Books, \"rare\" ones")
            .with("shop-journeys", "on");

    /** One in a hundred of each kind that is one of clicks, and a twentieth from bots. */
    static final Faults EVERY = all(0.01).with(Fault.BOT, 0.05);

    private FaultyStreams() {}

    static Faults all(double rate) {
        Faults faults = Faults.none();
        for (Fault fault : Fault.ALL) {
            faults = fault == Fault.BOT ? faults : faults.with(fault, rate);
        }
        return faults;
    }

    static ClickGenerator hours(long seed, int hours) {
        return ClickGenerator.of(STORE, seed, START).until(START.plus(Duration.ofHours(hours)));
    }

    /** What a run gave. */
    record Outcome<T>(
            List<T> out, List<InjectedFault> ledger, RunReport run, FaultInjection.Report faults, List<Click> clean) {
        long ledgerCount(Fault fault) {
            return ledger.stream().filter(entry -> entry.fault() == fault).count();
        }
    }

    /** Runs into memory, so that no fault is in how clicks are written. */
    static Outcome<Click> clicks(ClickGenerator generator, Faults faults) throws InterruptedException {
        List<InjectedFault> ledger = new ArrayList<>();
        List<Click> clean = new ArrayList<>();
        FaultInjection injection = faults.injection(generator, ledger::add);
        InMemorySink memory = InMemorySink.withCapacity(1_000_000);
        RunReport report = ClickRun.of(generator, injection.into(memory))
                .witness(clean::add)
                .start()
                .await();
        return new Outcome<>(memory.clicks(), ledger, report, injection.report(), clean);
    }

    /** Runs into lines, as Latin-1 so that each byte is a character. */
    static Outcome<String> lines(
            ClickGenerator generator, Faults faults, ClickFormat format, UnaryOperator<ClickRun.Builder> more)
            throws InterruptedException {
        List<InjectedFault> ledger = new ArrayList<>();
        List<Click> clean = new ArrayList<>();
        FaultInjection injection = faults.injection(generator, ledger::add);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ClickEncoder encoder = injection.encoder(format, generator.model().encoder(format));
        RunReport report;
        try (ClickSink sink = injection.into(LineSink.to(bytes, encoder))) {
            report = more.apply(ClickRun.of(generator, sink).witness(clean::add))
                    .start()
                    .await();
        }
        List<String> lines = List.of(bytes.toString(StandardCharsets.ISO_8859_1).split("\n", -1));
        return new Outcome<>(lines.subList(0, lines.size() - 1), ledger, report, injection.report(), clean);
    }

    static Outcome<String> lines(ClickGenerator generator, Faults faults, ClickFormat format)
            throws InterruptedException {
        return lines(generator, faults, format, run -> run);
    }
}
