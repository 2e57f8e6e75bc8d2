package io.csgen.truth;

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
import io.csgen.truth.CheckReport.Deviation;
import io.csgen.truth.CheckReport.Finding;
import io.csgen.truth.CheckReport.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Compares the URLs of clicks, of which there may be many that are equal. */
final class UrlChecker implements Checker {
    private static final List<String> LIMITS = List.of(
            "URLs tell no time, session and ordinal: order and sessions, and which one of several clicks with the same"
                    + " URL is missing or duplicated.",
            "A click that was altered is one that is missing, and one that is foreign or duplicated.");

    private final ExpectedClicks expected;
    private final List<String> groupNames;
    private final ClickEncoder encoder;
    private final UrlLedger ledger = new UrlLedger();
    private final KnownFaults faults;
    private final Findings findings;
    private final Digest.Sum hashes = new Digest.Sum();
    private long clicks;
    private long captured;
    private long found;

    UrlChecker(ExpectedClicks expected, int maxExamples) {
        this.expected = expected;
        ShopModel model = expected.model();
        groupNames = model.catalog().groupNames();
        encoder = model.encoder(ClickFormat.URL);
        findings = new Findings(maxExamples);
        Digest.Sum sum = new Digest.Sum();
        expected.forEach(click -> {
            clicks++;
            sum.add(click);
            ledger.expect(hash(click));
        });
        ClickLedger.requireAsExpected(sum.digest(), expected);
        faults = new KnownFaults(expected, this::hash);
    }

    private long hash(ClickView click) {
        ClickType type = click.type();
        boolean hidesGroup = type == ClickType.ADD_TO_CART || type == ClickType.PURCHASE;
        int group = hidesGroup ? ClickUrl.NO_GROUP : click.groupId();
        if (type == ClickType.SEARCH && group != ClickUrl.NO_GROUP) {
            group = groupNames.indexOf(groupNames.get(group - 1)) + 1; // groups may share a name
        }
        return hashes.hash(0, type.ordinal(), 0, click.userId(), 0, group, click.productId());
    }

    @Override
    public void accept(ClickView click, Map<ClickField, String> wrong, Supplier<String> place) {
        captured++;
        switch (faults.takeAdded(click)) {
            case OTHER -> compare(click, place);
            case AGAIN -> add(Deviation.DUPLICATED, click, place);
            case FIRST -> {
                // Put in on purpose.
            }
        }
    }

    private void compare(ClickView click, Supplier<String> place) {
        int left = ledger.find(hash(click));
        if (left > 0) {
            found++;
        } else if (left < 0) {
            add(Deviation.FOREIGN, click, place);
        } else if (!faults.takeCopy(click)) {
            add(Deviation.DUPLICATED, click, place);
        }
    }

    private void add(Deviation deviation, ClickView click, Supplier<String> place) {
        findings.add(deviation, () -> finding(deviation, click, place.get(), Optional.empty()));
    }

    @Override
    public boolean acceptText(String text, Supplier<String> place) {
        Deque<Click> clicks = faults.sharing(text);
        if (clicks == null) {
            return false;
        }
        captured++;
        if (clicks.isEmpty()) {
            findings.add(Deviation.DUPLICATED, () -> KnownFaults.duplicated(text, place.get()));
        } else {
            faults.find(clicks.element());
            compare(clicks.remove(), place);
        }
        return true;
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
    public CheckReport report(Findings malformed, boolean ordered) {
        Findings all = findings.copy();
        all.add(Deviation.MALFORMED, malformed.count(Deviation.MALFORMED));
        malformed.list().forEach(finding -> all.keep(Deviation.MALFORMED, () -> finding));
        if (clicks > found) {
            UrlLedger left = ledger.copy();
            if (faults.hasWritten()) {
                // A line that is no good may be left out.
                expected.forEach(click -> {
                    if (faults.isWritten(click) && left.left(hash(click)) > 0) {
                        left.find(hash(click));
                    }
                });
            }
            expected.forEach(click -> {
                long hash = hash(click);
                if (left.left(hash) > 0) {
                    left.find(hash);
                    all.add(
                            Deviation.MISSING,
                            () -> finding(Deviation.MISSING, click, "", Optional.of(click.toClick())));
                }
            });
        }
        boolean broken = all.count(Deviation.MISSING) > 0
                || all.count(Deviation.FOREIGN) > 0
                || all.count(Deviation.MALFORMED) > 0;
        Verdict verdict = all.count(Deviation.DUPLICATED) > 0 ? Verdict.AT_LEAST_ONCE : Verdict.COMPLETE;
        return new CheckReport(
                broken ? Verdict.BROKEN : verdict,
                clicks,
                captured + malformed.count(Deviation.MALFORMED),
                found,
                all.counts(),
                0,
                Optional.empty(),
                all.list(),
                LIMITS,
                faults.counts(Fault::isToldByUrls),
                List.of());
    }
}
