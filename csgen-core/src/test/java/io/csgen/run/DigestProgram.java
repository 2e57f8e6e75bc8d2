package io.csgen.run;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.Settings;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/** A program of its own, so that it can be run by any Java, with any of its options. */
final class DigestProgram {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    private static final Comparator<Click> ORDER = Comparator.comparingLong(Click::timestampMillis)
            .thenComparing(Click::sessionId, Long::compareUnsigned)
            .thenComparingInt(Click::ordinal);

    private DigestProgram() {}

    /**
     * Prints which Java this is, then the number of clicks of some time and their digest, provided that
     * they are the same in all ways of sharing out the work.
     *
     * @param arguments from the start to the end of the clicks, as an ISO-8601 duration; then the ways, as
     *     SHARDS/THREADS: so many threads for each of so many shards, which are merged
     */
    public static void main(String[] arguments) throws NoSuchAlgorithmException {
        ClickGenerator clicks = generator().until(START.plus(Duration.parse(arguments[0])));
        List<Click> expected = clicks.stream().toList();
        for (int i = 1; i < arguments.length; i++) {
            String[] way = arguments[i].split("/");
            if (!merged(clicks, Integer.parseInt(way[0]), Integer.parseInt(way[1]))
                    .equals(expected)) {
                throw new IllegalStateException("clicks differ in the way " + arguments[i]);
            }
        }
        System.out.println("java " + Runtime.version().feature() + ", " + System.getProperty("java.vm.info"));
        System.out.println(expected.size() + " " + digest(expected, clicks.model()));
    }

    /** All that is drawn, at once; sessions are under way at the start. */
    private static ClickGenerator generator() {
        ShopModel model = ShopModel.of(Settings.parse("""
                clicks-per-second=10
                customer-id-max=100000
                user-activity=lognormal(2.1)
                group-name-1=Books
                group-product-id-min-1=1
                group-product-id-max-1=100
                group-name-2=Movies
                group-product-id-min-2=1
                group-product-id-max-2=1000
                probability-browsing-group=0.3
                probability-favourite-group=0.3
                product-popularity=lognormal(1.6)
                popularity-drift=0.5
                shop-journeys=on
                hourly-rates=3 2 1 1 1 2 3 4 5 6 7 8 8 8 8 8 8 9 9 9 8 7 5 4
                weekday-rates=1.1 1 1.05 0.95 0.9 0.85 1.15
                stages=ramp(2..20, 330500ms) hold(2m) gap(30s) spike(40, 45s)
                """, "digest"));
        return ClickGenerator.of(model, 20262026, START).startingWarm();
    }

    private static List<Click> merged(ClickGenerator clicks, int shards, int threads) {
        List<Click> merged = new ArrayList<>();
        for (int i = 0; i < shards; i++) {
            try (ParallelClicks shard = ParallelClicks.of(clicks.shard(i, shards), threads)) {
                shard.forEachRemaining(merged::add);
            }
        }
        if (shards > 1) {
            merged.sort(ORDER);
        }
        return merged;
    }

    private static String digest(List<Click> clicks, ShopModel model) throws NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        ClickEncoder encoder = model.encoder(ClickFormat.CSV);
        byte[] line = new byte[encoder.maxBytes()];
        for (Click click : clicks) {
            sha256.update(line, 0, encoder.encode(click, line, 0));
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
