package io.csgen.truth;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.click.ClickView;
import io.csgen.config.Problems;
import io.csgen.model.ShopModel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        private final String url;
        private final String groupName;
        private final String place;
        private final boolean foreign; // by its id
        private @Nullable Click sameId;
        private @Nullable Click sameValues;

        private Held(Click click, String url, String groupName, String place, boolean foreign) {
            this.click = click;
            this.url = url;
            this.groupName = groupName;
            this.place = place;
            this.foreign = foreign;
        }

        Click click() {
            return click;
        }
    }

    private final ShopModel model;
    private final ClickEncoder encoder;
    private final List<Held> all = new ArrayList<>();
    private final Map<Id, List<Held>> byId = new HashMap<>();
    private final Map<Values, Deque<Held>> byValues = new HashMap<>();
    private boolean overflown;

    HeldClicks(ShopModel model) {
        this.model = model;
        encoder = model.encoder(ClickFormat.URL);
    }

    void add(ClickView click, String url, String groupName, String place, boolean foreign) {
        if (all.size() == MAX) {
            overflown = true;
            return;
        }
        all.add(new Held(
                new Click(
                        click.timestampMillis(),
                        click.userId(),
                        click.sessionId(),
                        click.ordinal(),
                        click.type(),
                        click.groupId(),
                        click.productId()),
                Problems.shown(url),
                Problems.shown(groupName),
                place,
                foreign));
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
        Click click = copy(expected);
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
        held.sameValues = copy(expected);
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
        Click captured = held.click;
        List<Finding.Difference> differences = new ArrayList<>();
        compare(differences, "timestamp", time(expected), time(captured));
        compare(differences, "user_id", expected.userId(), captured.userId());
        compare(differences, "session_id", expected.sessionText(), captured.sessionText());
        compare(differences, "ordinal", expected.ordinal(), captured.ordinal());
        compare(differences, "type", expected.type().wireName(), captured.type().wireName());
        compare(differences, "group_id", expected.groupId(), captured.groupId());
        if (!held.groupName.isEmpty()) {
            compare(
                    differences,
                    "group_name",
                    Problems.shown(model.catalog().groupNames().get(expected.groupId() - 1)),
                    held.groupName);
        }
        compare(differences, "product_id", product(expected), product(captured));
        if (!held.url.isEmpty()) {
            String url = new String(encoder.encode(expected), StandardCharsets.UTF_8);
            compare(differences, "url", Problems.shown(url), held.url);
        }
        return differences;
    }

    private static void compare(List<Finding.Difference> differences, String field, Object expected, Object captured) {
        if (!expected.equals(captured)) {
            differences.add(new Finding.Difference(field, expected.toString(), captured.toString()));
        }
    }

    private static String time(Click click) {
        return Instant.ofEpochMilli(click.timestampMillis()).toString();
    }

    private static String product(Click click) {
        return click.productId() == Click.NO_PRODUCT ? "" : Integer.toString(click.productId());
    }

    static Click copy(ClickView click) {
        return new Click(
                click.timestampMillis(),
                click.userId(),
                click.sessionId(),
                click.ordinal(),
                click.type(),
                click.groupId(),
                click.productId());
    }
}
