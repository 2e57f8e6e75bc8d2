package io.csgen.examples.http;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The open connections of a server, of limited number. A connection that has sent a whole request keeps
 * its place until it is answered; of the others, the one that has been waiting longest makes room for a
 * new one, those that never sent a whole request first. So clients who open connections and send nothing
 * keep nobody out. Safe for concurrent use.
 */
final class HttpConnections {
    private final int limit;

    // Guarded by this.
    private final Set<Channel> silent = new LinkedHashSet<>();
    private final Set<Channel> idle = new LinkedHashSet<>();
    private final Set<Channel> served = new HashSet<>();

    HttpConnections(int limit) {
        this.limit = limit;
    }

    /** Takes a new connection in, for which another one may be closed; refuses it if all are being served. */
    boolean enter(Channel connection) {
        Optional<Channel> evicted = Optional.empty();
        synchronized (this) {
            if (silent.size() + idle.size() + served.size() >= limit) {
                evicted = Stream.concat(silent.stream(), idle.stream()).findFirst();
                if (evicted.isEmpty()) {
                    return false;
                }
                leave(evicted.get());
            }
            silent.add(connection);
        }
        evicted.ifPresent(Channel::close);
        return true;
    }

    /** Notes that a connection has sent a request and is to be answered; tells whether it still has its place. */
    synchronized boolean serve(Channel connection) {
        return (silent.remove(connection) || idle.remove(connection)) && served.add(connection);
    }

    /** Notes that a connection has its answer and may send the next request. */
    synchronized void rest(Channel connection) {
        if (served.remove(connection)) {
            idle.add(connection);
        }
    }

    /** Notes that a connection is closed. */
    synchronized void leave(Channel connection) {
        silent.remove(connection);
        idle.remove(connection);
        served.remove(connection);
    }

    /** Returns the open connections. */
    synchronized List<Channel> all() {
        List<Channel> all = new ArrayList<>(silent);
        all.addAll(idle);
        all.addAll(served);
        return all;
    }
}
