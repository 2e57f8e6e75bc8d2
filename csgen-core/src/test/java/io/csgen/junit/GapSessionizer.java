package io.csgen.junit;

import io.csgen.click.Click;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What users test: it makes sessions of clicks, and does not look at what csgen knows of sessions. */
record GapSessionizer(Duration timeout) {
    List<List<Click>> sessions(List<Click> clicks) {
        List<List<Click>> sessions = new ArrayList<>();
        Map<Integer, List<Click>> latest = new HashMap<>();
        for (Click click : clicks) {
            List<Click> session = latest.get(click.userId());
            if (session == null
                    || click.timestampMillis() - session.get(session.size() - 1).timestampMillis()
                            > timeout.toMillis()) {
                session = new ArrayList<>();
                sessions.add(session);
                latest.put(click.userId(), session);
            }
            session.add(click);
        }
        return sessions;
    }
}
