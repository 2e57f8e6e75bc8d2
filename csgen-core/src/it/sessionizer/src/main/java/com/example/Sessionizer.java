package com.example;

import io.csgen.click.Click;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Makes sessions of the clicks of many users. */
public record Sessionizer(Predicate<Duration> endsSession) {
    public static Sessionizer correct() {
        return new Sessionizer(pause -> pause.compareTo(Duration.ofMinutes(30)) > 0);
    }

    /** Off by one: 30 minutes and 59 seconds are 30 whole minutes. */
    public static Sessionizer ofWholeMinutes() {
        return new Sessionizer(pause -> pause.toMinutes() > 30);
    }

    public List<List<Click>> sessions(List<Click> clicks) {
        List<List<Click>> sessions = new ArrayList<>();
        Map<Integer, List<Click>> ofUser = new HashMap<>();
        for (Click click : clicks) {
            List<Click> session = ofUser.get(click.userId());
            if (session == null || endsSession.test(pause(session, click))) {
                session = new ArrayList<>();
                sessions.add(session);
                ofUser.put(click.userId(), session);
            }
            session.add(click);
        }
        return sessions;
    }

    private static Duration pause(List<Click> session, Click next) {
        return Duration.ofMillis(
                next.timestampMillis() - session.get(session.size() - 1).timestampMillis());
    }
}
