package io.csgen.simulate;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run takes is known before it, within a factor of 2 of what was measured with ever smaller heaps. */
class MemoryNeedTest {
    private static final long MEGABYTE = 1L << 20;
    private static final Instant START = Streams.START;

    private static MemoryNeed need(ClickGenerator generator) {
        return MemoryNeed.ofTables(generator.model(), 1, 1)
                .with(generator, new Simulation(generator.model(), START.toEpochMilli()));
    }

    private static ClickGenerator clicks(ShopModel model) {
        return ClickGenerator.of(model, 1, START);
    }

    @ParameterizedTest
    @CsvSource({
        "1000000, uniform, 3, 6",
        "10000000, lognormal(2), 60, 80",
        "100000000, uniform, 380, 600",
        "10000000, zipf(1), 80, 250",
    })
    void usersTakeSomeBytesEach(int users, String activity, long least, long most) {
        ShopModel model =
                ShopModel.classic().with("customer-id-max", "" + users).with("user-activity", activity);

        assertThat(MemoryNeed.ofTables(model, 1, 1).users()).isBetween(least * MEGABYTE, most * MEGABYTE);
    }

    @Test
    void theTablesOfProductsThatDriftAreThereForEachThread() {
        ShopModel reference = ShopModel.preset(Preset.REFERENCE);

        assertThat(MemoryNeed.ofTables(reference, 1, 8).products())
                .isBetween(
                        7 * MemoryNeed.ofTables(reference, 1, 1).products(),
                        8 * MemoryNeed.ofTables(reference, 1, 1).products());
    }

    @Test
    void sessionsUnderWayTakeMemoryByTheRate() {
        ShopModel slow = Streams.roomy().with("clicks-per-second", "1000");
        ShopModel fast = Streams.roomy().with("clicks-per-second", "100000");

        assertThat(need(clicks(fast)).clicks())
                .isGreaterThan(20 * need(clicks(slow)).clicks());
    }

    @Test
    void aShortRunNeedsNoMemoryForWhatComesLater() {
        ShopModel model = ShopModel.classic().with("stages", "ramp(1..1, 1h) spike(10000000, 36000d)");
        long all = need(clicks(model)).clicks();

        assertThat(all).isGreaterThan(1_000 * MEGABYTE);
        assertThat(need(clicks(model).clicks(50)).clicks()).isLessThan(10 * MEGABYTE);
        assertThat(need(clicks(model).sessions(50)).clicks()).isLessThan(10 * MEGABYTE);
        assertThat(need(clicks(model).until(START.plusSeconds(3_000))).clicks()).isLessThan(10 * MEGABYTE);
        assertThat(need(clicks(model).from(START.plusSeconds(7_200))).clicks()).isEqualTo(all);
    }

    @Test
    void aShortSpikeTakesLessThanALongOne() {
        ShopModel second = ShopModel.classic().with("stages", "spike(1000000, 1s)");
        ShopModel hour = ShopModel.classic().with("stages", "spike(1000000, 1h)");

        assertThat(need(clicks(second)).clicks() * 5)
                .isLessThan(need(clicks(hour)).clicks());
    }

    @Test
    void changesOfTheRateCount() {
        ClickGenerator even = clicks(Streams.roomy());
        ClickGenerator changed = even.rateChanges(List.of(new RateChange(START.plusSeconds(60), 100_000)));

        assertThat(need(changed).clicks()).isGreaterThan(5 * need(even).clicks());
        assertThat(need(changed.until(START.plusSeconds(60))).clicks())
                .isEqualTo(need(even.until(START.plusSeconds(60))).clicks());
    }

    @Test
    void sessionsUnderWayAtTheStartCount() {
        ShopModel model = Streams.roomy().with("clicks-per-second", "100000");
        ClickGenerator second = clicks(model).until(START.plusSeconds(1));

        assertThat(need(second.startingWarm()).clicks())
                .isGreaterThan(3 * need(second).clicks());
    }

    @Test
    void aHeapThatIsTooSmallIsNamedWithTheWayOut() {
        MemoryNeed users = new MemoryNeed(500 * MEGABYTE, 20 * MEGABYTE, 3 * MEGABYTE);
        MemoryNeed products = new MemoryNeed(5 * MEGABYTE, 20 * MEGABYTE, 3 * MEGABYTE);
        MemoryNeed clicks = new MemoryNeed(5 * MEGABYTE, 20 * MEGABYTE, 30 * MEGABYTE);

        users.requireWithin(531 * MEGABYTE);
        assertThat(problemsOf(() -> users.requireWithin(530 * MEGABYTE)))
                .containsExactly("memory must be about 531 MB (500 MB for users, 20 MB for products, 3 MB for sessions"
                        + " under way), so raise -Xmx or lower customer-id-max: 530 MB");
        assertThat(problemsOf(() -> products.requireWithin(10 * MEGABYTE)))
                .containsExactly("memory must be about 36 MB (5 MB for users, 20 MB for products, 3 MB for sessions"
                        + " under way), so raise -Xmx or lower the number of products: 10 MB");
        assertThat(problemsOf(() -> clicks.requireWithin(10 * MEGABYTE)))
                .containsExactly("memory must be about 63 MB (5 MB for users, 20 MB for products, 30 MB for sessions"
                        + " under way), so raise -Xmx or lower clicks-per-second or the rates of stages: 10 MB");
    }

    @Test
    void aRunThatNoHeapCanHoldIsRefused() {
        ShopModel model = ShopModel.classic()
                .with("session-timeout", "1d")
                .with("think-time", "constant(20h)")
                .with("stages", "spike(10000000, 36500d)");

        assertThat(problemsOf(() -> clicks(model).requireMemory(1)))
                .singleElement()
                .asString()
                .startsWith("memory must be about ")
                .contains("so raise -Xmx or lower clicks-per-second or the rates of stages: ");
        clicks(model).clicks(0).requireMemory(64);
    }

    @Test
    void theLastHalfHourOfThe68YearsHasClicksLikeAnyOther() {
        ClickGenerator all = clicks(Streams.roomy().with("clicks-per-second", "0.001"));
        ClickGenerator last = all.from(all.end().minus(Duration.ofDays(2)));

        assertThat(last.stream().count()).isBetween(50L, 400L);
    }
}
