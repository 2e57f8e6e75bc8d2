package io.csgen.truth;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.csgen.click.Click;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.config.ConfigException;
import io.csgen.fault.Fault;
import io.csgen.fault.FaultInjection;
import io.csgen.fault.Faults;
import io.csgen.run.ClickRun;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import io.csgen.simulate.Position;
import io.csgen.simulate.RateChange;
import io.csgen.sink.InMemorySink;
import io.csgen.truth.Counts.Dimension;
import io.csgen.truth.check.CheckReport;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Verdict;
import io.csgen.truth.check.StreamCheck;
import io.csgen.truth.internal.DigestSum;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static Map<Long, Long> count(List<Click> clicks, Function<Click, Long> key) {
        return clicks.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.counting()));
    }

    static Stream<ClickGenerator> generators() {
        ClickGenerator all = Stores.clicks(7);
        return Stream.of(
                all.clicks(0),
                all.clicks(1),
                all.clicks(20_000),
                all.sessions(0),
                all.sessions(500),
                all.startingWarm().until(Stores.START.plus(Duration.ofHours(2))),
                all.shard(1, 3).until(Stores.START.plus(Duration.ofHours(5))),
                all.startingWarm().shard(0, 2).clicks(3_000),
                all.sessions(300).clicks(900),
                all.rateChanges(List.of(change(600, 0), change(1_200, 12.5), change(5_000, 1e-4)))
                        .clicks(15_000),
                all.from(position(all)).clicks(5_000),
                all.from(position(all))
                        .until(Stores.START.plus(Duration.ofHours(1)))
                        .shard(1, 2));
    }

    private static RateChange change(int second, double clicksPerSecond) {
        return new RateChange(Stores.START.plusSeconds(second), clicksPerSecond);
    }

    private static Position position(ClickGenerator generator) {
        ClickIterator clicks = generator.iterator();
        for (int i = 0; i < 2_000; i++) {
            clicks.next();
        }
        return clicks.position();
    }

    @ParameterizedTest
    @MethodSource("generators")
    void allCountsAreThoseOfTheClicks(ClickGenerator generator) {
        List<Click> clicks = Stores.list(generator);

        Manifest manifest = Manifest.of(generator);

        assertThat(manifest.clicks()).isEqualTo(clicks.size());
        assertThat(manifest.counts(Dimension.TYPE).listed())
                .isEqualTo(count(clicks, c -> (long) c.type().ordinal()));
        assertThat(manifest.counts(Dimension.GROUP).listed()).isEqualTo(count(clicks, c -> (long) c.groupId()));
        assertThat(manifest.counts(Dimension.USER).listed()).isEqualTo(count(clicks, c -> (long) c.userId()));
        assertThat(manifest.counts(Dimension.ORDINAL).listed()).isEqualTo(count(clicks, c -> (long) c.ordinal()));
        assertThat(manifest.counts(Dimension.MINUTE).listed())
                .isEqualTo(count(clicks, c -> Math.floorDiv(c.timestampMillis(), 60_000L)));
        assertThat(manifest.counts(Dimension.PRODUCT).listed())
                .isEqualTo(count(
                        clicks.stream().filter(c -> c.type().hasProduct()).toList(),
                        c -> Dimension.product(c.groupId(), c.productId())));
        assertThat(manifest.sessions())
                .isEqualTo(clicks.stream().filter(c -> c.ordinal() == 1).count());
        assertThat(manifest.users())
                .hasValue(clicks.stream().map(Click::userId).distinct().count());
        assertThat(manifest.first())
                .isEqualTo(clicks.stream().findFirst().map(c -> Instant.ofEpochMilli(c.timestampMillis())));
        assertThat(manifest.last())
                .isEqualTo(
                        clicks.isEmpty()
                                ? Optional.empty()
                                : Optional.of(Instant.ofEpochMilli(
                                        clicks.get(clicks.size() - 1).timestampMillis())));
        if (generator.position().isEmpty()) {
            Map<Integer, Long> lengths = count(clicks, Click::sessionId).values().stream()
                    .collect(Collectors.groupingBy(Long::intValue, Collectors.counting()));
            assertThat(manifest.sessionsByLength()).isEqualTo(lengths);
        } else {
            assertThat(manifest.sessionsByLength()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("generators")
    void itsOriginGeneratesTheClicksAgain(ClickGenerator generator) {
        Manifest manifest = Manifest.parse(Manifest.of(generator).toJson());

        List<Click> again = manifest.origin().generators().stream()
                .flatMap(ClickGenerator::stream)
                .toList();

        assertThat(again).isEqualTo(Stores.list(generator));
    }

    @ParameterizedTest
    @MethodSource("generators")
    void itsJsonReadsBackAndObeysItsSchema(ClickGenerator generator) throws IOException {
        Manifest manifest = Manifest.of(generator);

        String json = manifest.toJson();

        assertThat(Manifest.parse(json)).isEqualTo(manifest);
        assertThat(schema().validate(json, InputFormat.JSON)).isEmpty();
    }

    @Test
    void aRunThatWasStoppedOrFailedSaysWhatItWasMeantToMake() throws IOException {
        ClickGenerator all = Stores.clicks(7);
        Instant end = Stores.START.plus(Duration.ofDays(1));

        assertThat(shortfall(all.clicks(4_036_119), "no memory"))
                .isEqualTo("the run failed (no memory): it was meant to make 4,036,119 clicks, and made 100 clicks");
        assertThat(shortfall(all.sessions(1_000), null))
                .isEqualTo("the run was stopped: it was meant to make 1,000 sessions, and made 100 clicks");
        assertThat(shortfall(all.until(end), null))
                .isEqualTo(
                        "the run was stopped: it was meant to go on until 2026-01-06T00:00:00Z, and made 100 clicks");
        assertThat(shortfall(all, "no disk"))
                .isEqualTo("the run failed (no disk): it was meant to go on until it is stopped, and made 100 clicks");
        assertThat(shortfall(all.from(position(all)).clicks(5_000), null))
                .isEqualTo("the run was stopped: it was meant to make 3,000 clicks, and made 100 clicks");
    }

    private static String shortfall(ClickGenerator generator, @Nullable String problem) throws IOException {
        Manifest manifest = cut(generator, problem);
        assertThat(manifest.state()).isEqualTo(problem == null ? "stopped" : "failed");
        assertThat(manifest.clicks()).isEqualTo(100);
        assertThat(Manifest.parse(manifest.toJson())).isEqualTo(manifest);
        assertThat(schema().validate(manifest.toJson(), InputFormat.JSON)).isEmpty();
        assertThat(manifest.shortfalls()).hasSize(1);
        return manifest.shortfalls().get(0).toString();
    }

    /** Returns the manifest of a run that made 100 clicks. */
    private static Manifest cut(ClickGenerator generator, @Nullable String problem) {
        ManifestCollector collector = ManifestCollector.of(generator);
        generator.stream().limit(100).forEach(collector::accept);
        return problem == null ? collector.manifestSoFar() : collector.manifestSoFar(problem);
    }

    @Test
    void aRunWithoutABoundThatWasStoppedLacksNothing() {
        Manifest manifest = cut(Stores.clicks(7).startingWarm(), null);

        assertThat(manifest.state()).isEqualTo("completed");
        assertThat(manifest.shortfalls()).isEmpty();
    }

    @Test
    void aSumLacksWhatEachPartLacks() {
        ClickGenerator all = Stores.clicks(7).clicks(1_000);
        Manifest stopped = cut(all.shard(0, 3), null);
        Manifest failed = cut(all.shard(1, 3), "no disk");
        Manifest completed = Manifest.of(all.shard(2, 3));

        Manifest sum = completed.plus(stopped).plus(failed);

        assertThat(sum.shortfalls()).hasSize(2);
        assertThat(sum.state()).isEqualTo("failed");
        assertThat(completed.plus(stopped).state()).isEqualTo("stopped");
        assertThat(completed.state()).isEqualTo("completed");
    }

    @Test
    void aStateMustFollowFromWhatIsLacking() {
        String json = cut(Stores.clicks(7).clicks(1_000), "no disk").toJson();

        assertThat(problemsOf(() -> Manifest.parse(json.replace("\"failed\"", "\"completed\""))))
                .containsExactly("state must follow from shortfalls (failed): completed");
    }

    @Test
    void theClicksOfARunThatFailedAreNeverComplete() {
        ClickGenerator generator = Stores.clicks(7).clicks(1_000);
        StreamCheck check = StreamCheck.of(cut(generator, "no disk"));
        generator.stream().limit(100).forEach(check::accept);

        CheckReport report = check.report();

        String lacking = "the run failed (no disk): it was meant to make 1,000 clicks, and made 100 clicks";
        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.found()).isEqualTo(100);
        assertThat(report.count(Deviation.MISSING)).isZero();
        assertThat(report.shortfalls()).containsExactly(lacking);
        assertThat(report.toString()).startsWith("verdict        broken\nnever made     " + lacking + "\n");
        assertThat(report.toJson()).containsSubsequence("\"shortfalls\"", "\"" + lacking + "\"");
    }

    private static Schema schema() throws IOException {
        try (InputStream stream = Objects.requireNonNull(Manifest.class.getResourceAsStream("manifest.schema.json"))) {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void theSchemaNamesEveryFault() throws IOException {
        try (InputStream stream = Objects.requireNonNull(Manifest.class.getResourceAsStream("manifest.schema.json"))) {
            JsonNode names = JSON.readTree(stream)
                    .findPath("counts")
                    .path("propertyNames")
                    .path("enum");

            assertThat(names)
                    .extracting(JsonNode::textValue)
                    .isEqualTo(Fault.ALL.stream().map(Fault::toString).toList());
        }
    }

    @Test
    void theSchemaRefusesWhatTheReaderRefuses() throws IOException {
        Schema schema = schema();
        String json = Manifest.of(Stores.clicks(1).clicks(10)).toJson();
        List<Consumer<ObjectNode>> changes = List.of(
                node -> node.put("manifest_version", 2),
                node -> node.put("seed", 7),
                node -> node.put("more", 1),
                node -> node.remove("digest"),
                node -> node.put("clicks", -1),
                node -> node.put("beginning", "hot"),
                node -> node.putArray("parts"),
                node -> node.putObject("faults"),
                node -> node.putObject("faults")
                        .put("settings", "fault-seed=1")
                        .put("format", "XML")
                        .putObject("counts"),
                node -> node.putObject("faults")
                        .put("settings", "fault-late=1")
                        .putNull("format")
                        .putObject("counts"),
                node -> node.putObject("faults")
                        .put("settings", "fault-seed=1")
                        .putNull("format")
                        .putObject("counts")
                        .put("earthquake", 1),
                node -> ((ObjectNode) node.get("clicks_by_type").get("listed")).put("click", 1),
                node -> ((ObjectNode) node.get("clicks_by_user").get("listed")).put("1", 0));
        for (Consumer<ObjectNode> change : changes) {
            ObjectNode node = (ObjectNode) JSON.readTree(json);
            change.accept(node);
            String changed = JSON.writeValueAsString(node);

            assertThat(schema.validate(changed, InputFormat.JSON)).as(changed).isNotEmpty();
            assertThat(catchThrowable(() -> Manifest.parse(changed)))
                    .as(changed)
                    .isInstanceOf(ConfigException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 64})
    void shardsAddUpToTheWhole(int count) {
        ClickGenerator whole = Stores.hours(3, 6);

        Manifest sum = IntStream.range(0, count)
                .mapToObj(i -> Manifest.of(whole.shard(i, count)))
                .map(manifest -> Manifest.parse(manifest.toJson()))
                .reduce(Manifest::plus)
                .orElseThrow();

        assertThat(sum).isEqualTo(Manifest.of(whole));
        assertThat(sum.toJson()).isEqualTo(Manifest.of(whole).toJson());
    }

    @Test
    void shardsBoundedByClicksStayPartsThatGenerateTheirClicks() {
        ClickGenerator all = Stores.clicks(5);
        Manifest sum = Manifest.of(all.shard(0, 2).clicks(400))
                .plus(Manifest.of(all.shard(1, 2).clicks(600)));

        assertThat(sum.clicks()).isEqualTo(1_000);
        assertThat(sum.origin().parts()).hasSize(2);
        assertThat(sum.origin().generators()).map(part -> part.stream().count()).containsExactly(400L, 600L);
        assertThat(Manifest.parse(sum.toJson())).isEqualTo(sum);
    }

    @Test
    void shardsOfARunWhoseRateChangedAddUpToTheWhole() {
        ClickGenerator whole = Stores.hours(3, 4).rateChanges(List.of(change(3_600, 20), change(7_200, 0.5)));

        Manifest sum = Manifest.of(whole.shard(0, 2)).plus(Manifest.of(whole.shard(1, 2)));

        assertThat(sum).isEqualTo(Manifest.of(whole)).isNotEqualTo(Manifest.of(Stores.hours(3, 4)));
        assertThat(sum.origin().generators().get(0)).containsExactlyElementsOf(whole);
        assertThat(problemsOf(() -> Manifest.of(whole.shard(0, 2))
                        .plus(Manifest.of(Stores.hours(3, 4).shard(1, 2)))))
                .containsExactly(
                        "manifests must be of the same model, seed, start, beginning and rate changes: 3 and 3");
    }

    @Test
    void faultsComeOnTopOfTheCleanClicksAndAddUp() throws IOException {
        ClickGenerator whole = Stores.hours(3, 2);
        Faults faults = Faults.preset(Faults.Preset.REALISTIC).withSeed(4);
        FaultInjection.Totals one = new FaultInjection.Totals(
                faults, Optional.of(ClickFormat.CSV), Map.of(Fault.LATE, 3L, Fault.BOT, 0L, Fault.ORPHAN, 1L));
        FaultInjection.Totals two = new FaultInjection.Totals(
                faults, Optional.of(ClickFormat.CSV), Map.of(Fault.LATE, 4L, Fault.OUT_OF_ORDER, 1L));
        Manifest first = Manifest.of(whole.shard(0, 2)).withFaults(one);
        Manifest second = Manifest.of(whole.shard(1, 2)).withFaults(two);

        Manifest sum = first.plus(second);

        assertThat(sum.faults().orElseThrow().counts())
                .isEqualTo(Map.of(Fault.LATE, 7L, Fault.OUT_OF_ORDER, 1L, Fault.ORPHAN, 1L));
        assertThat(sum.digest()).isEqualTo(Manifest.of(whole).digest());
        assertThat(Manifest.parse(sum.toJson())).isEqualTo(sum);
        assertThat(schema().validate(sum.toJson(), InputFormat.JSON)).isEmpty();
        assertThat(JSON.readTree(sum.toJson()).at("/faults/counts/late").intValue())
                .isEqualTo(7);
        assertThat(problemsOf(() -> first.plus(Manifest.of(whole.shard(1, 2)))))
                .singleElement()
                .asString()
                .startsWith("manifests must have the same rates and seed of faults, and the same format: ");
        assertThat(problemsOf(
                        () -> new FaultInjection.Totals(Faults.none(), Optional.empty(), Map.of(Fault.LATE, -1L))))
                .containsExactly(
                        "faults must have a seed: " + Faults.none().toString().substring(0, 120) + "…",
                        "count of late must be at least 0: -1");
    }

    @Test
    void manifestsOfOtherStreamsOrOfTheSameUsersDoNotAddUp() {
        Manifest manifest = Manifest.of(Stores.clicks(1).clicks(10));

        assertThat(problemsOf(() -> manifest.plus(Manifest.of(Stores.clicks(2).clicks(10)))))
                .containsExactly(
                        "manifests must be of the same model, seed, start, beginning and rate changes: 1 and 2");
        assertThat(problemsOf(() -> manifest.plus(manifest)))
                .containsExactly("manifests must be of different shards, or of windows that nothing but time bounds:"
                        + " 2026-01-05T00:00:00Z to 10 clicks and 2026-01-05T00:00:00Z to 10 clicks");
    }

    @Test
    void aRunThatChangedItsRateAndWasStoppedHasAManifestOfItsClicks() throws InterruptedException {
        ClickGenerator generator = Stores.clicks(9).startingWarm();
        InMemorySink sink = InMemorySink.withCapacity(100_000);
        ManifestCollector collector = ManifestCollector.of(generator);
        ClickRun[] run = new ClickRun[1];
        CountDownLatch begun = new CountDownLatch(1);
        AtomicInteger seen = new AtomicInteger();
        run[0] = ClickRun.of(generator, sink)
                .witness(click -> {
                    collector.accept(click);
                    await(begun);
                    if (seen.incrementAndGet() == 200) {
                        run[0].rate(0.5);
                    } else if (seen.get() == 500) {
                        run[0].stop();
                    }
                })
                .start();
        begun.countDown();
        collector.rateChanges(run[0].await().rateChanges());

        Manifest manifest = Manifest.parse(collector.manifestSoFar().toJson());

        assertThat(manifest.clicks()).isEqualTo(sink.clicks().size()).isEqualTo(500);
        assertThat(manifest.origin().rateChanges()).hasSize(1);
        assertThat(manifest.origin().generators().get(0)).containsExactlyElementsOf(sink.clicks());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anyOneChangeGivesAnotherDigest() {
        List<Click> clicks = Stores.list(Stores.clicks(1).clicks(200));
        Digest digest = digest(clicks);
        Click first = clicks.get(0);
        Click second = clicks.get(1);
        List<Click> shuffled = new ArrayList<>(clicks);
        Collections.shuffle(shuffled, new Random(1));

        assertThat(digest(shuffled)).isEqualTo(digest);
        assertThat(Digest.parse(digest.toString())).isEqualTo(digest);
        assertThat(digest(clicks.subList(1, 200))).isNotEqualTo(digest);
        assertThat(digest(Stream.concat(clicks.stream(), Stream.of(first)).toList()))
                .isNotEqualTo(digest);
        List<List<Click>> changed = List.of(
                List.of(with(first, first.timestampMillis() + 1, first.userId(), first.sessionId()), second),
                List.of(with(first, first.timestampMillis(), first.userId() + 1, first.sessionId()), second),
                List.of(with(first, first.timestampMillis(), first.userId(), first.sessionId() + 1), second),
                List.of(
                        with(first, first.timestampMillis(), second.userId(), first.sessionId()),
                        with(second, second.timestampMillis(), first.userId(), second.sessionId())),
                List.of(
                        with(first, second.timestampMillis(), first.userId(), first.sessionId()),
                        with(second, first.timestampMillis(), second.userId(), second.sessionId())));
        for (List<Click> two : changed) {
            assertThat(digest(
                            Stream.concat(two.stream(), clicks.stream().skip(2)).toList()))
                    .isNotEqualTo(digest);
        }
    }

    private static Click with(Click click, long millis, int user, long session) {
        return new Click(millis, user, session, click.ordinal(), click.type(), click.groupId(), click.productId());
    }

    private static Digest digest(List<Click> clicks) {
        DigestSum sum = new DigestSum();
        clicks.forEach(sum::add);
        return new Digest(sum.high(), sum.low());
    }

    @Test
    void digestsOfMillionsOfClicksDoNotMeet() {
        Set<Digest> digests = new HashSet<>();
        ClickIterator clicks = Stores.clicks(11).iterator();
        for (int i = 0; i < 1_000_000; i++) {
            clicks.advance();
            DigestSum one = new DigestSum();
            one.add(clicks.view());
            digests.add(new Digest(one.high(), one.low()));
        }
        assertThat(digests).hasSize(1_000_000);
        // Each half alone tells them apart, too: two of a million meet by chance once in 30 million times.
        assertThat(digests.stream().map(Digest::high).distinct()).hasSize(1_000_000);
        assertThat(digests.stream().map(Digest::low).distinct()).hasSize(1_000_000);
    }

    @Test
    void ofVeryManyUsersThoseWithTheMostClicksAreListed() {
        ClickGenerator generator = ClickGenerator.of(
                        Stores.roomy().with("customer-id-max", "3000000").with("clicks-per-second", "1000"),
                        1,
                        Stores.START)
                .clicks(400_000);
        Map<Long, Long> byUser = count(Stores.list(generator), c -> (long) c.userId());

        Manifest manifest = Manifest.of(generator);

        Counts users = manifest.counts(Dimension.USER);
        assertThat(manifest.users()).hasValue(byUser.size());
        assertThat(byUser).hasSizeGreaterThan(Counts.MAX_LISTED);
        assertThat(users.isExact()).isFalse();
        assertThat(users.listed())
                .hasSize(Counts.MAX_LISTED)
                .allSatisfy((user, n) -> assertThat(n).isEqualTo(byUser.get(user)));
        assertThat(users.total()).isEqualTo(400_000);
        long fewest = Collections.min(users.listed().values());
        assertThat(byUser.entrySet())
                .filteredOn(e -> !users.listed().containsKey(e.getKey()))
                .allMatch(e -> e.getValue() <= fewest);
        assertThat(Manifest.parse(manifest.toJson())).isEqualTo(manifest);
    }

    @Test
    void cutCountsOfUsersAddUpAndThoseOfProductsAreNotGuessed() {
        Counts.Selection many = new Counts.Selection();
        for (int i = 0; i < Counts.MAX_LISTED; i++) {
            many.add(i, 2);
        }
        many.add(Counts.MAX_LISTED, 1);
        Counts cut = many.counts();
        Counts one = new Counts(new TreeMap<>(Map.of(200_000L, 3L)), 0);

        assertThat(cut.other()).isEqualTo(1);
        assertThat(cut.plus(one, false).get(200_000)).isEqualTo(3);
        assertThat(cut.plus(one, false).total()).isEqualTo(cut.total() + 3);
        assertThat(cut.plus(one, true)).isEqualTo(new Counts(Collections.emptySortedMap(), cut.total() + 3));
    }

    @Test
    void moreUsersThanCanBeCountedAreSaidToBe() {
        Manifest manifest =
                Manifest.of(ClickGenerator.of(Stores.roomy().with("customer-id-max", "20000000"), 1, Stores.START)
                        .clicks(1_000));

        assertThat(manifest.users()).isEmpty();
        assertThat(manifest.counts(Dimension.USER)).isEqualTo(new Counts(Collections.emptySortedMap(), 1_000));
        assertThat(Manifest.parse(manifest.toJson())).isEqualTo(manifest);
    }

    @Test
    void fileAndBack(@TempDir Path dir) throws IOException {
        Manifest manifest = Manifest.of(Stores.clicks(1).clicks(100));
        Path file = dir.resolve("manifest.json");

        manifest.save(file);

        assertThat(Manifest.load(file)).isEqualTo(manifest);
        assertThat(manifest.clicksOf(ClickType.PRODUCT_VIEW)).isPositive();
        assertThat(manifest.clicksOfUser(
                        Stores.list(Stores.clicks(1).clicks(1)).get(0).userId()))
                .isPositive();
        Path none = dir.resolve("none");
        assertThat(problemsOf(() -> Manifest.load(none)))
                .containsExactly("manifest must be a file of UTF-8 text that can be read: " + none);
        Files.writeString(file, "{}");
        assertThat(problemsOf(() -> Manifest.load(file)))
                .containsExactly("manifest.manifest_version must be a whole number: nothing (" + file + ")");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"clicks\": 10 | \"clicks\": 11 | clicks must be the sum of clicks_by_type (10): 11",
                "\"seed\": \"1\" | \"seed\": \"x\" | manifest.seed must be a whole number: x",
                "\"beginning\": \"cold\" | \"beginning\": \"hot\" | manifest.beginning must be cold or warm: hot",
                "\"rate_changes\": [] | \"rate_changes\": [1] | rate_changes must be a JSON object: 1",
                "\"rate_changes\": [] | \"rate_changes\": [{\"at\":\"2026-01-05T01:00:00Z\",\"clicks_per_second\":-1}]"
                        + " | rate must be 0, or a number from 0.0001 to 10000000: -1",
                "\"rate_changes\": [] | \"rate_changes\": [{\"at\":\"soon\",\"clicks_per_second\":1}]"
                        + " | rate_changes.at must be a time: soon",
                "\"rate_changes\": [] | \"rate_changes\": [{\"at\":\"2026-01-05T01:00:00Z\",\"clicks_per_second\":\"1\"}]"
                        + " | rate_changes.clicks_per_second must be a number: 1",
                "\"max_clicks\":10|\"max_clicks\":1.|JSON must have a JSON value at character",
                "\"digest\": \" | \"digest\": \"0 | digest must be 32 lower-case hexadecimal digits: 0",
                "\"model\": \"|\"model\": \"#|model_digest must be the SHA-256 of the model",
                "\"slices\":\"f|\"slices\":\"|parts.slices must be 16 hexadecimal digits: fffffffffffffff",
                "view_item\":|view\":|key of clicks_by_type must be a type: view",
                "\"max_clicks\":10|\"max_clicks\":-1|parts.max_clicks must be at least 0: -1",
                "\"max_clicks\":10|\"max_clicks\":1.5|parts.max_clicks must be a whole number: 1.5",
                "\"manifest_version\": 1|\"manifest_version\": 2|manifest_version must be 1: 2",
                "\"users\": |\"users\": {}, \"sers\": |manifest must have no other fields: sers",
                "\"sessions\": 10|\"sessions\": 11|sessions must be the number of clicks with ordinal 1 (",
            })
    void whatWasChangedIsRefused(String from, String to, String message) {
        String json = Manifest.of(Stores.clicks(1).clicks(10)).toJson();
        String changed = json.replaceFirst(Pattern.quote(from.strip()), Matcher.quoteReplacement(to.strip()));
        assertThat(catchThrowable(() -> Manifest.parse(changed)))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(message.strip());
    }
}
