package io.csgen.truth.check;

import io.csgen.click.Click;
import io.csgen.click.ClickField;
import io.csgen.click.ClickView;
import io.csgen.model.ShopModel;
import io.csgen.truth.ManifestCollector;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import io.csgen.truth.check.CheckReport.Verdict;
import io.csgen.truth.internal.DigestSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Compares clicks that have all their fields, by their ids. */
final class ClickChecker extends Checker {
    private final ExpectedClicks expected;
    private final ShopModel model;
    private final ClickLedger ledger;
    private final HeldClicks held;
    private final CheckReport.Sessions sessionsAsMade;
    private final boolean hasUsers;
    private final int userMin;
    private final long[] latestOfUser;
    private final DigestSum digest = new DigestSum(); // of the clicks found
    private long found;
    private long unknown; // found as well, but which ones they are cannot be told
    private long outOfOrderInSession;

    ClickChecker(ExpectedClicks expected, int maxExamples) {
        super(expected, maxExamples, new DigestSum()::hash);
        this.expected = expected;
        model = expected.model();
        held = new HeldClicks(model);
        Sessionizer sessionizer = new Sessionizer(model, 0);
        ledger = ClickLedger.of(expected, sessionizer);
        hasUsers = sessionizer.hasUsers();
        sessionsAsMade = new CheckReport.Sessions(
                sessionizer.sessions(),
                sessionizer.sessions(),
                sessionizer.split(),
                sessionizer.merged(),
                sessionizer.merged(),
                List.of());
        userMin = model.users().idMin();
        latestOfUser = new long[hasUsers ? model.users().count() : 0];
        Arrays.fill(latestOfUser, Long.MIN_VALUE);
    }

    @Override
    Optional<Click> clean(ClickView click) {
        return faults().ofSkewed(click);
    }

    @Override
    Optional<Click> clean(String text) {
        return faults().ofText(text);
    }

    @Override
    void findAny(Click click, Supplier<String> place) {
        unknown++;
    }

    @Override
    void compare(ClickView click, Map<ClickField, String> wrong, Supplier<String> place) {
        if (!ledger.find(click) || !ledger.isExpected()) {
            count(Deviation.FOREIGN);
            hold(click, wrong, place, true);
        } else if (!ledger.isAsExpected(digest.hash(click)) || !wrong.isEmpty()) {
            count(Deviation.ALTERED);
            ledger.setAltered();
            hold(click, wrong, place, false);
        } else if (ledger.isFound()) {
            if (faults().takeCopy(click)) {
                return;
            }
            add(Deviation.DUPLICATED, click, place);
            watchOrder(click, place);
        } else {
            ledger.setFound();
            found++;
            digest.addHashed();
            faults().find(click);
            watchOrder(click, place);
        }
    }

    private void hold(ClickView click, Map<ClickField, String> wrong, Supplier<String> place, boolean foreign) {
        held.add(click, wrong, held.isFull() ? "" : place.get(), foreign);
    }

    private void watchOrder(ClickView click, Supplier<String> place) {
        boolean inSession = ledger.isLaterFound();
        boolean ofUser = false;
        int user = click.userId() - userMin;
        // An altered click that has the fingerprint of the expected one may be of any user.
        if (user >= 0 && user < latestOfUser.length) {
            ofUser = click.timestampMillis() < latestOfUser[user];
            latestOfUser[user] = Math.max(latestOfUser[user], click.timestampMillis());
        }
        if ((inSession || ofUser) && !faults().isDelayed(click)) {
            outOfOrderInSession += inSession ? 1 : 0;
            add(Deviation.OUT_OF_ORDER, click, place);
        }
    }

    @Override
    Finding finding(Deviation deviation, ClickView click, String place) {
        Optional<Click> copy = Optional.of(click.toClick());
        return new Finding(deviation, place, click.id(), copy, copy, List.of());
    }

    @Override
    CheckReport reportOf(Findings all, boolean ordered) {
        List<String> limits = new ArrayList<>();
        Optional<CheckReport.Sessions> sessions = Optional.of(sessionsAsMade);
        boolean undetected = !ClickLedger.digest(digest).equals(expected.digest());
        if (found < ledger.clicks() || !held.isEmpty()) {
            Comparison comparison = new Comparison(all);
            expected.forEach(comparison::accept);
            comparison.end();
            undetected = !ClickLedger.digest(digest).equals(ClickLedger.digest(comparison.digest));
            sessions = Optional.of(comparison.sessions());
        }
        if (undetected) {
            limits.add("Some of the clicks found are altered; which ones, their fingerprints do not tell.");
        }
        if (!hasUsers) {
            limits.add("Sessions, and the order of the clicks of a user: there are more than "
                    + ManifestCollector.MAX_COUNTED + " users.");
        } else if (held.isOverflown()) {
            limits.add("Sessions, and ids that took the place of others, beyond the first " + HeldClicks.MAX
                    + " clicks that are not as expected.");
        }
        if (!hasUsers || held.isOverflown()) {
            sessions = Optional.empty();
        }
        return new CheckReport(
                undetected ? Verdict.BROKEN : verdict(all, ordered),
                ledger.clicks(),
                captured(all),
                found + unknown,
                all.counts(),
                outOfOrderInSession,
                sessions,
                all.list(),
                limits,
                faults().counts(fault -> true),
                List.of());
    }

    /** Goes through the expected clicks once more, and names those that are not there. */
    private final class Comparison {
        private final Findings all;
        private final Sessionizer sessionizer;
        private final DigestSum digest = new DigestSum();
        private final List<Click> inDoubt = new ArrayList<>(); // whether what has their id is an altered copy

        Comparison(Findings all) {
            this.all = all;
            sessionizer = new Sessionizer(model, sessionsAsMade.overlapping() == 0 ? all.maxExamples() : 0);
            held.restart();
        }

        void accept(ClickView click) {
            ledger.find(click);
            if (ledger.isFound()) {
                digest.add(click);
                sessionizer.add(click.userId(), click.timestampMillis(), click.sessionId(), !ledger.isEarlierThere());
            }
            Optional<HeldClicks.Held> sameId = ledger.isAltered() ? held.findById(click) : Optional.empty();
            if (!ledger.isFound()) {
                Optional<HeldClicks.Held> copy = held.takeByValues(click);
                if (copy.isEmpty() && sameId.isEmpty() && faults().isWritten(click)) {
                    leftOut(click);
                    return;
                }
                if (copy.isPresent()) {
                    ledger.setAltered();
                } else if (!ledger.isAltered()) {
                    missing(click);
                } else if (sameId.isPresent()) {
                    inDoubt.add(click.toClick());
                }
                copy.or(() -> sameId).map(HeldClicks.Held::click).ifPresent(there -> {
                    boolean first = !ledger.isEarlierThere();
                    sessionizer.add(there.userId(), there.timestampMillis(), click.sessionId(), first);
                });
            }
        }

        /** A line that is no good may be left out; sessions are as if it had come. */
        private void leftOut(ClickView click) {
            boolean first = !ledger.isEarlierThere();
            sessionizer.add(click.userId(), click.timestampMillis(), click.sessionId(), first);
            ledger.setAltered();
        }

        private void missing(ClickView click) {
            all.add(
                    Deviation.MISSING,
                    () -> new Finding(
                            Deviation.MISSING,
                            "",
                            click.id(),
                            Optional.of(click.toClick()),
                            Optional.empty(),
                            List.of()));
        }

        void end() {
            inDoubt.stream().filter(held::isIdOfOthers).forEach(this::missing);
            held.describe(all);
        }

        CheckReport.Sessions sessions() {
            return new CheckReport.Sessions(
                    sessionsAsMade.expected(),
                    sessionizer.sessions(),
                    sessionizer.split(),
                    sessionizer.merged(),
                    sessionsAsMade.overlapping(),
                    sessionizer.examples());
        }
    }
}
