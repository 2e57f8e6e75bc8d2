package io.csgen.truth.check;

import io.csgen.click.Click;
import io.csgen.click.ClickField;
import io.csgen.click.ClickType;
import io.csgen.click.ClickView;
import io.csgen.click.Store;
import io.csgen.config.Problems;
import io.csgen.model.ShopModel;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Captured clicks that are not as expected, the first {@link #MAX} of them, until it is known what they should have
 * been. Confined to one thread.
 */
final class HeldClicks {
    /** Greatest number that is kept: 10,000. */
    static final int MAX = 10_000;

    private record Id(long sessionId, int ordinal) {
        static Id of(ClickView click) {
            return new Id(click.sessionId(), click.ordinal());
        }
    }

    private record Values(long timestampMillis, int userId, ClickType type, int groupId, int productId) {
        static Values of(ClickView click) {
            return new Values(
                    click.timestampMillis(), click.userId(), click.type(), click.groupId(), click.productId());
        }
    }

    /** A click, and what it should have been. */
    static final class Held {
        private final Click click;
        private final Map<ClickField, String> wrong;
        private final String place;
        private final boolean foreign; // by its id
        private @Nullable Click sameId;
        private @Nullable Click sameValues;

        private Held(Click click, Map<ClickField, String> wrong, String place, boolean foreign) {
            this.click = click;
            this.wrong = wrong;
            this.place = place;
            this.foreign = foreign;
        }

        Click click() {
            return click;
        }
    }

    private final Map<ClickField, Function<ClickView, String>> fields = new LinkedHashMap<>(); // their texts
    private final List<Held> all = new ArrayList<>();
    private final Map<Id, List<Held>> byId = new HashMap<>();
    private final Map<Values, Deque<Held>> byValues = new HashMap<>();
    private boolean overflown;

    HeldClicks(ShopModel model) {
        Store store = model.store();
        ClickField.of(store).forEach(field -> fields.put(field, field.shown(store)));
    }

    void add(ClickView click, Map<ClickField, String> wrong, String place, boolean foreign) {
        if (all.size() == MAX) {
            overflown = true;
            return;
        }
        Map<ClickField, String> shown = new HashMap<>();
        wrong.forEach((field, text) -> shown.put(field, Problems.shown(text)));
        all.add(new Held(click.toClick(), shown, place, foreign));
    }

    boolean isFull() {
        return all.size() == MAX;
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Returns whether there were more than are kept. */
    boolean isOverflown() {
        return overflown;
    }

    /** Forgets what clicks should have been. */
    void restart() {
        byId.clear();
        byValues.clear();
        for (Held held : all) {
            held.sameId = null;
            held.sameValues = null;
            if (!held.foreign) {
                byId.computeIfAbsent(Id.of(held.click), id -> new ArrayList<>()).add(held);
            }
            byValues.computeIfAbsent(Values.of(held.click), values -> new ArrayDeque<>())
                    .addLast(held);
        }
    }

    /** Returns the first captured click with the id of an expected one, after noting that it is. */
    Optional<Held> findById(ClickView expected) {
        List<Held> found = byId.get(Id.of(expected));
        if (found == null) {
            return Optional.empty();
        }
        Click click = expected.toClick();
        found.forEach(held -> held.sameId = click);
        return Optional.of(found.get(0));
    }

    /** Returns a captured click with all values of an expected one but its id, which is then spoken for. */
    Optional<Held> takeByValues(ClickView expected) {
        Deque<Held> found = byValues.get(Values.of(expected));
        Held held = found == null ? null : found.pollFirst();
        if (held == null) {
            return Optional.empty();
        }
        held.sameValues = expected.toClick();
        return Optional.of(held);
    }

    /** Returns whether all captured clicks with the id of an expected one turned out to be others under its id. */
    boolean isIdOfOthers(Click expected) {
        return byId.getOrDefault(Id.of(expected), List.of()).stream()
                .allMatch(held -> held.sameValues != null && !held.sameValues.equals(expected));
    }

    /** Moves those that turned out to be altered from the foreign ones, and names the first of both. */
    void describe(Findings findings) {
        for (Held held : all) {
            Click expected = held.sameValues == null ? held.sameId : held.sameValues;
            if (held.foreign && expected == null) {
                findings.keep(
                        Deviation.FOREIGN,
                        () -> new Finding(
                                Deviation.FOREIGN,
                                held.place,
                                held.click.id(),
                                Optional.empty(),
                                Optional.of(held.click),
                                List.of()));
                continue;
            }
            if (held.foreign) {
                findings.add(Deviation.FOREIGN, -1);
                findings.add(Deviation.ALTERED, 1);
            }
            findings.keep(Deviation.ALTERED, () -> altered(held, expected));
        }
    }

    private Finding altered(Held held, @Nullable Click expected) {
        return new Finding(
                Deviation.ALTERED,
                held.place,
                expected == null ? held.click.id() : expected.id(),
                Optional.ofNullable(expected),
                Optional.of(held.click),
                expected == null ? List.of() : differences(held, expected));
    }

    private List<Finding.Difference> differences(Held held, Click expected) {
        List<Finding.Difference> differences = new ArrayList<>();
        fields.forEach((field, text) -> {
            if (!field.isDerived()) {
                compare(differences, field, text.apply(expected), text.apply(held.click));
            } else if (held.wrong.containsKey(field)) {
                compare(differences, field, Problems.shown(text.apply(expected)), held.wrong.get(field));
            }
        });
        return differences;
    }

    private static void compare(
            List<Finding.Difference> differences, ClickField field, String expected, String captured) {
        if (!expected.equals(captured)) {
            differences.add(new Finding.Difference(field.wireName(), expected, captured));
        }
    }
}
