package io.csgen.examples.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.util.concurrent.EventExecutor;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The connections that get server-sent events: all the same ones, made once, at an even pace. A client
 * that does not keep up misses events, and one that reads none is closed by the time-out of writing, for which
 * the system's buffer is kept small. Confined to one event loop, except for {@link #enter} and {@link #add},
 * which are safe for concurrent use.
 */
final class EventStreams {
    private static final int SEND_BUFFER_BYTES = 32 * 1024;

    private final EventExecutor loop;
    private final Site.Feed feed;
    private final Semaphore places;
    private final List<Channel> channels = new ArrayList<>();

    /** Creates it without any connection; the loop runs everything from then on. */
    EventStreams(EventExecutor loop, Site.Feed feed, int limit, Duration interval) {
        this.loop = loop;
        this.feed = feed;
        places = new Semaphore(limit);
        loop.scheduleAtFixedRate(this::tick, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Takes a place for a connection, which it keeps until it is closed; returns whether one was left. */
    boolean enter(Channel channel) {
        if (!places.tryAcquire()) {
            return false;
        }
        channel.closeFuture().addListener(closed -> places.release());
        channel.config().setOption(ChannelOption.SO_SNDBUF, SEND_BUFFER_BYTES);
        return true;
    }

    /** Adds a connection that has a place, and whose answer has begun; it gets what there is so far, and then what comes. */
    void add(Channel channel) {
        loop.execute(() -> {
            channels.add(channel);
            write(channel, Unpooled.copiedBuffer(event("past", feed.past()), StandardCharsets.UTF_8));
        });
    }

    private void tick() {
        channels.removeIf(channel -> !channel.isOpen());
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
