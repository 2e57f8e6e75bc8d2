package io.csgen.junit;

import static java.util.Comparator.comparing;

import io.csgen.click.Click;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Compares the sessions that a program found with those that were made. Confined to one thread. */
final class SessionComparison {
    private static final Comparator<List<Click>> BY_BEGINNING =
            comparing(session -> session.get(0).timestampMillis());

    private final Map<Long, List<Click>> made = new LinkedHashMap<>(); // by id, in order of their first clicks
    private final List<List<Click>> found;
    private final Duration timeout;
    private final Map<Click, Integer> places = new HashMap<>(); // the session in which a click was found first
    private final Set<Long> wrongSessions = new LinkedHashSet<>();
    private final List<String> wrong = new ArrayList<>();

    private SessionComparison(List<List<Click>> found, Duration timeout) {
        this.found = found;
        this.timeout = timeout;
    }

    /**
     * Compares.
     *
     * @param clicks those that were made, in order of time
     * @param timeout the pause within a session is shorter, that between two sessions of a user longer
     */
    static SessionComparison of(List<Click> clicks, List<List<Click>> found, Duration timeout) {
        SessionComparison comparison = new SessionComparison(found, timeout);
        clicks.forEach(click -> comparison
                .made
                .computeIfAbsent(click.sessionId(), id -> new ArrayList<>())
                .add(click));
        comparison.placeClicks(Set.copyOf(clicks));
        comparison.made.values().forEach(comparison::compare);
        comparison.found.forEach(comparison::requireOrder);
        return comparison;
    }

    /** Returns how many sessions were made. */
    int expected() {
        return made.size();
    }

    /** Returns how many of them were found as they are. */
    int right() {
        return made.size() - wrongSessions.size();
    }

    /** Returns what is wrong: clicks that should not be there, then sessions in order of time; empty if nothing is. */
    List<String> wrong() {
        return wrong;
    }

    private void placeClicks(Set<Click> clicks) {
        for (int i = 0; i < found.size(); i++) {
            if (found.get(i).isEmpty()) {
                wrong.add("session " + (i + 1) + " of those found is empty");
            }
            for (Click click : found.get(i)) {
                if (!clicks.contains(click)) {
                    wrong.add(ClickTexts.describe(click) + " is none of the clicks that were made");
                } else if (places.putIfAbsent(click, i) != null) {
                    wrongSessions.add(click.sessionId());
                    wrong.add(ClickTexts.describe(click) + " was found twice");
                }
            }
        }
    }

    private void compare(List<Click> session) {
        Click before = null;
        Integer placeBefore = null;
        for (Click click : session) {
            Integer place = places.get(click);
            if (place == null) {
                report(session, ClickTexts.describe(click) + " is in none of the sessions found");
                continue;
            }
            if (before != null && !place.equals(placeBefore)) {
                report(session, split(before, click));
            }
            before = click;
            placeBefore = place;
        }
        if (placeBefore != null) {
            compareWithOthers(session, found.get(placeBefore));
        }
    }

    private String split(Click before, Click after) {
        Duration pause = Duration.ofMillis(after.timestampMillis() - before.timestampMillis());
        return ClickTexts.describeSession(before) + " was split after click " + before.ordinal() + ": the pause of "
                + ClickTexts.describe(pause) + ", from " + ClickTexts.time(before) + " to " + ClickTexts.time(after)
                + ", is below the timeout of " + ClickTexts.describe(timeout);
    }

    /** Looks for sessions that began earlier and were found as one with this. */
    private void compareWithOthers(List<Click> session, List<Click> foundSession) {
        Set<Long> ids = foundSession.stream()
                .filter(places::containsKey)
                .map(Click::sessionId)
                .collect(Collectors.toCollection(LinkedHashSet::new));
        ids.stream()
                .map(made::get)
                .filter(other -> BY_BEGINNING.compare(other, session) < 0)
                .max(BY_BEGINNING)
                .ifPresent(earlier -> {
                    wrongSessions.add(earlier.get(0).sessionId());
                    report(session, merged(earlier, session));
                });
    }

    private String merged(List<Click> earlier, List<Click> later) {
        Click last = earlier.get(earlier.size() - 1);
        Click first = later.get(0);
        String both = ClickTexts.describeSession(first) + " was merged with " + ClickTexts.describeSession(last);
        if (last.userId() != first.userId()) {
            return both + ": a session has clicks of one user only";
        }
        Duration pause = Duration.ofMillis(first.timestampMillis() - last.timestampMillis());
        if (pause.compareTo(timeout) <= 0) {
            return both + ": nobody can tell them apart, as the model has too few users for its rate";
        }
        return both + ": the pause of " + ClickTexts.describe(pause) + ", from " + ClickTexts.time(last) + " to "
                + ClickTexts.time(first) + ", is above the timeout of " + ClickTexts.describe(timeout);
    }

    private void requireOrder(List<Click> session) {
        for (int i = 1; i < session.size(); i++) {
            if (session.get(i).timestampMillis() < session.get(i - 1).timestampMillis()) {
                report(
                        List.of(session.get(i)),
                        ClickTexts.describe(session.get(i)) + " comes after "
                                + ClickTexts.describe(session.get(i - 1)));
            }
        }
    }

    private void report(List<Click> session, String what) {
        wrongSessions.add(session.get(0).sessionId());
        wrong.add(what);
    }
}
