package io.csgen.simulate;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.Settings;
import io.csgen.model.ShopModel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;

/** Models and measures that the tests of the simulation share. */
final class Streams {
    /** A Monday. */
    static final Instant START = Instant.parse("2026-01-05T00:00:00Z");

    /** The order in which clicks are promised. */
    static final Comparator<Click> ORDER = Comparator.comparingLong(Click::timestampMillis)
            .thenComparing((a, b) -> Long.compareUnsigned(a.sessionId(), b.sessionId()))
            .thenComparingInt(Click::ordinal);

    private Streams() {}

    /** The classic store with users enough for its rate. */
    static ShopModel roomy() {
        return ShopModel.classic().with("customer-id-max", "20000");
    }

    /** Three groups whose two kinds of shares differ widely, and users who often return to a group. */
    static ShopModel lopsided() {
        return ShopModel.of(Settings.parse("""
                customer-id-max=50000
                clicks-per-second=5
                group-count=3
                group-name-1=Books
                group-name-2=Movies
                group-name-3=Music
                group-product-id-min-1=1
                group-product-id-max-1=10
                group-product-id-min-2=1
                group-product-id-max-2=2000
                group-product-id-min-3=5
                group-product-id-max-3=5
                probability-browsing-group=0.35
                probability-browsing-group-1=0.6
                probability-browsing-group-2=0.35
                probability-browsing-group-3=0.05
                probability-browsing-products-in-group-1=0.1
                probability-browsing-products-in-group-2=0.2
                probability-browsing-products-in-group-3=0.7
                probability-focused-return=0.9
                """, "lopsided"));
    }

    /** Returns the SHA-256 of all clicks, with all their fields. */
    static String digest(ClickGenerator clicks) {
        MessageDigest sha256;
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
        ClickEncoder encoder = clicks.model().encoder(ClickFormat.CSV);
        byte[] line = new byte[encoder.maxBytes() + 1];
        for (Click click : clicks) {
            int end = encoder.encode(click, line, 0);
            line[end] = '\n';
            sha256.update(line, 0, end + 1);
        }
        return HexFormat.of().formatHex(sha256.digest());
    }
}
