package io.csgen.truth;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the tests of manifests and checks generate. */
public final class Stores {
    public static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    private Stores() {}

    /** Users enough to have one session at a time, and all types of clicks. */
    public static ShopModel roomy() {
        return ShopModel.classic()
                .with("customer-id-max", "8000")
                .with("customer-id-min", "1000")
                .with("shop-journeys", "on");
    }

    public static ClickGenerator clicks(long seed) {
        return ClickGenerator.of(roomy(), seed, START);
    }

    public static ClickGenerator hours(long seed, int hours) {
        return clicks(seed).until(START.plus(Duration.ofHours(hours)));
    }

    public static List<Click> list(ClickGenerator generator) {
        return generator.stream().toList();
    }
}
