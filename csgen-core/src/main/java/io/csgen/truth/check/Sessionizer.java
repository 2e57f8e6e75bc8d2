package io.csgen.truth.check;

import io.csgen.model.ShopModel;
import io.csgen.truth.ManifestCollector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * Cuts the clicks of each user into sessions where the user pauses for longer than the session timeout, as a
 * consumer does, and compares them with the sessions that there are. Takes 16 bytes for each user of the model, or
 * nothing where those are more than {@link ManifestCollector#MAX_COUNTED}. Confined to one thread.
 */
final class Sessionizer {
    private static final long NEVER = Long.MIN_VALUE;

    private final int userMin;
    private final long timeoutMillis;
    private final long[] lastMillis;
    private final long[] lastSession;
    private final int maxExamples;
    private final List<String> examples = new ArrayList<>();
    private long sessions;
    private long split;
    private long merged;

    Sessionizer(ShopModel model, int maxExamples) {
        userMin = model.users().idMin();
        timeoutMillis = model.sessions().timeout().toMillis();
        int users = model.users().count() <= ManifestCollector.MAX_COUNTED
                ? model.users().count()
                : 0;
        lastMillis = new long[users];
        lastSession = new long[users];
        Arrays.fill(lastMillis, NEVER);
        this.maxExamples = maxExamples;
    }

    /** Returns whether users can be told apart: there are not too many. */
    boolean hasUsers() {
        return lastMillis.length > 0;
    }

    /**
     * Takes the next click of all, in order of time.
     *
     * @param first whether it is the first of its session that is there
     */
    void add(int userId, long millis, long sessionId, boolean first) {
        sessions += first ? 1 : 0;
        int user = userId - userMin;
        if (user < 0 || user >= lastMillis.length) {
            return;
        }
        long before = lastMillis[user];
        boolean cut = before == NEVER || millis - before > timeoutMillis;
        if (cut && !first && sessionId == lastSession[user]) {
            split++;
            example("split", sessionId, "");
        } else if (!cut && first) {
            merged++;
            example("merged", sessionId, " with " + HexFormat.of().toHexDigits(lastSession[user]));
        }
        lastMillis[user] = Math.max(before, millis);
        lastSession[user] = sessionId;
    }

    private void example(String what, long sessionId, String more) {
        if (examples.size() < maxExamples) {
            examples.add(what + ": " + HexFormat.of().toHexDigits(sessionId) + more);
        }
    }

    long sessions() {
        return sessions;
    }

    long split() {
        return split;
    }

    long merged() {
        return merged;
    }

    List<String> examples() {
        return List.copyOf(examples);
    }
}
