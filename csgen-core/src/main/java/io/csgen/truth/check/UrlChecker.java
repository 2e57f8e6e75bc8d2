package io.csgen.truth.check;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.click.ClickUrl;
import io.csgen.click.ClickView;
import io.csgen.config.Problems;
import io.csgen.fault.Fault;
import io.csgen.model.ShopModel;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import io.csgen.truth.internal.DigestSum;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** Compares the URLs of clicks, of which there may be many that are equal. */
final class UrlChecker extends Checker {
    private static final List<String> LIMITS = List.of(
            "URLs tell no time, session and ordinal: order and sessions, and which one of several clicks with the same"
                    + " URL is missing or duplicated.",
            "A click that was altered is one that is missing, and one that is foreign or duplicated.");

    private final ExpectedClicks expected;
    private final UrlHash hash;
    private final ClickEncoder encoder;
    private final UrlLedger ledger = new UrlLedger();
    private long clicks;
    private long found;

    UrlChecker(ExpectedClicks expected, int maxExamples) {
        this(expected, maxExamples, new UrlHash(expected.model()));
    }

    private UrlChecker(ExpectedClicks expected, int maxExamples, UrlHash hash) {
        super(expected, maxExamples, hash);
        this.expected = expected;
        this.hash = hash;
        encoder = expected.model().encoder(ClickFormat.URL);
        DigestSum sum = new DigestSum();
        expected.forEach(click -> {
            clicks++;
            sum.add(click);
            ledger.expect(hash.applyAsLong(click));
        });
        ClickLedger.requireAsExpected(sum, expected);
    }

    /** Hashes what a URL tells of a click. */
    private static final class UrlHash implements ToLongFunction<ClickView> {
        private final DigestSum hashes = new DigestSum();
        private final List<String> groupNames;

        UrlHash(ShopModel model) {
            groupNames = model.catalog().groupNames();
        }

        @Override
        public long applyAsLong(ClickView click) {
            ClickType type = click.type();
            boolean hidesGroup = type == ClickType.ADD_TO_CART || type == ClickType.PURCHASE;
            int group = hidesGroup ? ClickUrl.NO_GROUP : click.groupId();
            if (type == ClickType.SEARCH && group != ClickUrl.NO_GROUP) {
                group = groupNames.indexOf(groupNames.get(group - 1)) + 1; // groups may share a name
            }
            return hashes.hash(0, type.ordinal(), 0, click.userId(), 0, group, click.productId());
        }
    }

    /** A wrong time does not show. */
    @Override
    Optional<Click> clean(ClickView click) {
        return Optional.empty();
    }

    /** One click is as good as another with the same URL. */
    @Override
    Optional<Click> clean(String text) {
        return Optional.empty();
    }

    @Override
    void findAny(Click click, Supplier<String> place) {
        compare(click, Map.of(), place);
    }

    @Override
    void compare(ClickView click, Map<ClickField, String> wrong, Supplier<String> place) {
        int left = ledger.find(hash.applyAsLong(click));
        if (left > 0) {
            found++;
        } else if (left < 0) {
            add(Deviation.FOREIGN, click, place);
        } else if (!faults().takeCopy(click)) {
            add(Deviation.DUPLICATED, click, place);
        }
    }

    @Override
    Finding finding(Deviation deviation, ClickView click, String place) {
        return finding(deviation, click, place, Optional.empty());
    }

    private Finding finding(Deviation deviation, ClickView click, String place, Optional<Click> missing) {
        String url;
        if (click.type() == ClickType.SEARCH && click.groupId() == ClickUrl.NO_GROUP) {
            url = "search for no group, of user " + click.userId();
        } else {
            // Where the URL hides the group, any will do.
            Click any =
                    new Click(0, click.userId(), 0, 1, click.type(), Math.max(1, click.groupId()), click.productId());
            url = Problems.shown(new String(encoder.encode(any), StandardCharsets.UTF_8));
        }
        return new Finding(deviation, place, url, missing, Optional.empty(), List.of());
    }

    @Override
    CheckReport reportOf(Findings all, boolean ordered) {
        if (clicks > found) {
            UrlLedger left = ledger.copy();
            if (faults().hasWritten()) {
                // A line that is no good may be left out.
                expected.forEach(click -> {
                    if (faults().isWritten(click) && left.left(hash.applyAsLong(click)) > 0) {
                        left.find(hash.applyAsLong(click));
                    }
                });
            }
            expected.forEach(click -> {
                long url = hash.applyAsLong(click);
                if (left.left(url) > 0) {
                    left.find(url);
                    all.add(
                            Deviation.MISSING,
                            () -> finding(Deviation.MISSING, click, "", Optional.of(click.toClick())));
                }
            });
        }
        return new CheckReport(
                verdict(all, ordered),
                clicks,
                captured(all),
                found,
                all.counts(),
                0,
                Optional.empty(),
                all.list(),
                LIMITS,
                faults().counts(Fault::isToldByUrls),
                List.of());
    }
}
