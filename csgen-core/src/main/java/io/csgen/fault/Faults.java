package io.csgen.fault;

import io.csgen.click.Click;
import io.csgen.click.ClickField;
import io.csgen.config.Codec;
import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.fault.FaultInjection.InjectedFault;
import io.csgen.simulate.ClickGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * How many faults of each kind a stream gets. Start with {@link #none()} or {@link #preset}, and change single
 * rates with {@link #with}; {@link #injection} puts them into a run. Immutable.
 *
 * <pre>{@code
 * Faults faults = Faults.none().with(Fault.DUPLICATE, 0.01).with(Fault.LATE, 0.02);
 * FaultInjection injection = faults.injection(generator, ledger::add);
 * ClickRun.of(generator, injection.into(sink)).start().await();
 * }</pre>
 *
 * <p>A click has at most one fault, and its rate is the probability that it has this one. The clicks of a generator
 * are the same with faults and without: what comes besides, duplicates, orphans and clicks of bots, is of no session
 * of a user, and is marked in the ledger alone.
 *
 * @param rates by fault, 0 where there is none given; those of all but {@link Fault#BOT} sum to at most 1
 * @param lateMedian half of the late clicks come later than that; from 1 millisecond to 1 day
 * @param missingFields which fields may be missing, by their names in JSON; empty for any
 * @param seed chooses the clicks; empty for that of the generator
 */
public record Faults(Map<Fault, Double> rates, Duration lateMedian, List<String> missingFields, Optional<Long> seed) {
    /** The fields that can be missing, by their names in JSON. */
    public static final List<String> FIELDS = ClickField.wireNames();

    /** Greatest share of clicks of bots: 0.9. */
    public static final double MAX_BOT_SHARE = 0.9;

    private static final String ANY = "any";
    private static final double ROUNDING = 1e-9;

    private static final Key<Preset> PRESET = Key.choice(
                    "fault-preset",
                    Preset.class,
                    "the rates of faults that the other keys change; all defaults below are of none")
            .withDefault(Preset.NONE);
    private static final Map<Fault, Key<Double>> RATES = rateKeys();
    static final Key<Duration> LATE_MEDIAN = Key.duration(
                    "fault-late-median",
                    Duration.ofMillis(1),
                    Duration.ofDays(1),
                    "median of the delay of late clicks, which is log-normal with sigma 2, at most a day")
            .withDefault(Duration.ofSeconds(20));
    static final Key<List<String>> MISSING_FIELDS = Key.of(
                    "fault-missing-fields",
                    "be any, or names out of " + String.join(", ", FIELDS) + ", separated by blanks",
                    "which fields may be missing; of URLs, only user_id can be",
                    Codec.of(Faults::fields, names -> names.isEmpty() ? ANY : String.join(" ", names)))
            .withDefault(List.of());
    private static final Key<Long> SEED =
            Key.longInteger("fault-seed", "chooses the clicks that have faults; default: the seed of the run");

    private static final Faults NONE = of(Settings.empty());

    /**
     * Creates faults.
     *
     * @throws ConfigException if a value is out of bounds
     */
    public Faults {
        Problems problems = new Problems();
        Map<Fault, Double> all = new LinkedHashMap<>();
        double sum = 0;
        for (Fault fault : Fault.ALL) {
            double rate = rates.getOrDefault(fault, 0.0) + 0.0; // settings know no -0
            problems.check(key(fault), rate);
            all.put(fault, rate);
            sum += fault.comesByItself() ? 0 : rate;
        }
        problems.require(
                sum <= 1 + ROUNDING,
                "rates of faults",
                "sum to at most 1, without " + Fault.BOT.keyName(),
                Key.plain(Math.round(sum * 1e9) / 1e9));
        problems.check(LATE_MEDIAN, lateMedian);
        problems.require(
                FIELDS.containsAll(missingFields), MISSING_FIELDS.name(), MISSING_FIELDS.rule(), missingFields);
        problems.throwIfAny();
        rates = Collections.unmodifiableMap(all);
        missingFields = FIELDS.stream().filter(missingFields::contains).toList();
        missingFields = missingFields.size() == FIELDS.size() ? List.of() : missingFields;
    }

    private static Map<Fault, Key<Double>> rateKeys() {
        Map<Fault, Key<Double>> keys = new LinkedHashMap<>();
        for (Fault fault : Fault.ALL) {
            keys.put(
                    fault,
                    Key.decimal(fault.keyName(), 0, fault.mostOften(), fault.help())
                            .withDefault(0.0));
        }
        return keys;
    }

    private static Key<Double> key(Fault fault) {
        return Objects.requireNonNull(RATES.get(fault));
    }

    private static Optional<List<String>> fields(String text) {
        List<String> names = text.equals(ANY) ? List.of() : Arrays.asList(text.split(" +"));
        return Optional.of(names).filter(FIELDS::containsAll);
    }

    /** Returns the keys of faults, in the order in which they are documented. */
    public static List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>();
        keys.add(PRESET);
        for (Fault fault : Fault.ALL) {
            keys.add(key(fault));
            keys.addAll(fault.moreKeys());
        }
        keys.add(SEED);
        return keys;
    }

    /** Returns no faults. */
    public static Faults none() {
        return NONE;
    }

    /** Returns faults that come with csgen. */
    public static Faults preset(Preset preset) {
        return of(preset.settings());
    }

    /**
     * Reads faults from settings that hold nothing else.
     *
     * @throws ConfigException if there are unknown keys or values that break their rules; it holds all problems
     */
    public static Faults of(Settings settings) {
        SettingsReader reader = settings.reader();
        reader.requireDeclared(keys());
        Optional<Faults> faults = read(reader);
        reader.throwIfAny();
        return faults.orElseThrow();
    }

    /**
     * Reads faults from settings that hold more than that. Problems stay with the reader.
     *
     * @return empty only where there were problems
     */
    public static Optional<Faults> read(SettingsReader reader) {
        long problemsBefore = reader.count();
        reader.addDefaults(reader.get(PRESET).settings());
        Map<Fault, Double> rates = new LinkedHashMap<>();
        RATES.forEach((fault, key) -> rates.put(fault, reader.get(key)));
        Duration lateMedian = reader.get(LATE_MEDIAN);
        List<String> missingFields = reader.get(MISSING_FIELDS);
        Optional<Long> seed = reader.find(SEED);
        return reader.count() > problemsBefore
                ? Optional.empty()
                : reader.collect(() -> new Faults(rates, lateMedian, missingFields, seed));
    }

    /**
     * Returns these faults with another rate of one kind.
     *
     * @param rate from 0 to 1; of bots, the share of their clicks among all, to {@link #MAX_BOT_SHARE}
     * @throws ConfigException if the rate is out of bounds, or all together are above 1
     */
    public Faults with(Fault fault, double rate) {
        Map<Fault, Double> changed = new LinkedHashMap<>(rates);
        changed.put(fault, rate);
        return new Faults(changed, lateMedian, missingFields, seed);
    }

    /** Returns these faults with another seed. */
    public Faults withSeed(long value) {
        return new Faults(rates, lateMedian, missingFields, Optional.of(value));
    }

    /** Returns the rate of one kind. */
    public double rate(Fault fault) {
        return rates.getOrDefault(fault, 0.0);
    }

    /** Returns whether all rates are 0. */
    public boolean isNone() {
        return rates.values().stream().allMatch(rate -> rate == 0);
    }

    /**
     * Returns what puts these faults into one run of a generator.
     *
     * @param ledger takes each fault as it is put in; see {@link FaultInjection}
     * @throws ConfigException if the model has no room for the ids of bots and orphans
     */
    public FaultInjection injection(ClickGenerator generator, Consumer<? super InjectedFault> ledger) {
        return new FaultInjection(FaultPlan.of(this, generator), ledger);
    }

    /**
     * Returns the clicks of a generator with these faults, in the order in which they come, each with the time at which it
     * does. Without a sink or a clock, so for tests of what reads clicks. As long as the clicks of the generator, and made
     * as it is read; holds the clicks that are to come later, at most 262,144 of them. A thread that is interrupted gets a
     * {@link java.util.concurrent.CancellationException}.
     *
     * @throws ConfigException if the model has no room for the ids of bots and orphans
     */
    public Stream<FaultyClick> clicks(ClickGenerator generator) {
        Iterator<FaultyClick> clicks = new FaultyClicks(this, generator);
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(clicks, Spliterator.ORDERED | Spliterator.NONNULL), false);
    }

    /** Returns the text of a properties file with every key but the preset; {@link #of(Settings)} reads it back. */
    public String toProperties() {
        Map<Key<?>, String> values = new LinkedHashMap<>();
        RATES.forEach((fault, key) -> values.put(key, key.textOf(rate(fault))));
        values.put(LATE_MEDIAN, LATE_MEDIAN.textOf(lateMedian));
        values.put(MISSING_FIELDS, MISSING_FIELDS.textOf(missingFields));
        seed.ifPresent(value -> values.put(SEED, SEED.textOf(value)));
        StringBuilder text = new StringBuilder();
        values.forEach((key, value) ->
                text.append(key.name()).append('=').append(value).append('\n'));
        return text.toString();
    }

    /** Rates of faults that come with csgen: settings under those the user gives. Immutable. */
    public enum Preset {
        /** No faults. */
        NONE(""),

        /** What a queue that delivers at least once does: one click in a hundred comes twice. */
        AT_LEAST_ONCE("fault-duplicate=0.01\n"),

        /** What real shops record, as far as it was published or measured: nothing much is wrong with most clicks. */
        REALISTIC("""
                fault-duplicate=0.0005
                fault-late=0.02
                fault-malformed=0.0001
                fault-missing-field=0.322
                fault-missing-fields=group_name
                fault-clock-skew=0.0005
                fault-orphan=0.075
                fault-bot=0.2
                """);

        private final String text;

        Preset(String text) {
            this.text = text;
        }

        Settings settings() {
            return Settings.parse(text, "fault-preset " + this);
        }

        /** Returns the name used in settings, such as {@code at-least-once}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * A click of a stream with faults, as {@link Faults#clicks} gives it. Immutable.
     *
     * <p>A fault that is in how a click is written does not show in the click: {@link FaultInjection#encoder} writes it.
     *
     * @param click as the generator gave it; of orphans and bots, the click that came besides
     * @param comesAt the virtual time at which it comes, which is no earlier than that of the one before: its own time, or
     *     later where the fault delays it
     * @param fault what is wrong with it; of a duplicate, the further copy has it
     */
    public record FaultyClick(Click click, Instant comesAt, Optional<Fault> fault) {}
}
