package io.csgen.examples;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The connections that get server-sent events: all the same ones, made once, at an even pace. A client
 * that does not keep up misses events. Confined to one event loop, except for {@link #hasRoom} and
 * {@link #add}, which are safe for concurrent use.
 */
final class EventStreams {
    private final EventExecutor loop;
    private final LiveFeed feed;
    private final int limit;
    private final List<Channel> channels = new ArrayList<>();
    private volatile int count;

    /** Creates it without any connection; the loop runs everything from then on. */
    EventStreams(EventExecutor loop, LiveFeed feed, int limit, Duration interval) {
        this.loop = loop;
        this.feed = feed;
        this.limit = limit;
        loop.scheduleAtFixedRate(this::tick, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Returns whether one more connection may get events. */
    boolean hasRoom() {
        return count < limit;
    }

    /** Adds a connection whose answer has begun; it gets what there is so far, and then what comes. */
    void add(Channel channel) {
        loop.execute(() -> {
            channels.add(channel);
            count = channels.size();
            write(channel, Unpooled.copiedBuffer(event("past", feed.past()), StandardCharsets.UTF_8));
        });
    }

    private void tick() {
        if (channels.removeIf(channel -> !channel.isOpen())) {
            count = channels.size();
        }
        if (channels.isEmpty()) {
            feed.remember();
            return;
        }
        ByteBuf event = Unpooled.copiedBuffer(event("news", feed.next()), StandardCharsets.UTF_8);
        for (Channel channel : channels) {
            if (channel.isWritable()) {
                write(channel, event.retainedDuplicate());
            }
        }
        event.release();
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    private static void write(Channel channel, ByteBuf text) {
        channel.writeAndFlush(new DefaultHttpContent(text));
    }
}
