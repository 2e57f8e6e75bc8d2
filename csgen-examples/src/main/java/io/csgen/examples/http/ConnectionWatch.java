package io.csgen.examples.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Watches how long one connection takes for its requests, of which it sees the bytes before they are
 * read. Confined to the thread of the connection.
 */
final class ConnectionWatch extends ChannelInboundHandlerAdapter {
    private final HttpConnections connections;
    private final HttpLimits limits;
    private boolean receiving;
    private boolean served;
    private @Nullable Future<?> deadline;

    ConnectionWatch(HttpConnections connections, HttpLimits limits) {
        this.connections = connections;
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (!connections.enter(ctx.channel())) {
            ctx.close();
            return;
        }
        setDeadline(ctx, limits.requestTime());
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object bytes) {
        if (!receiving && !served) {
            receiving = true;
            setDeadline(ctx, limits.requestTime());
        }
        ctx.fireChannelRead(bytes);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        connections.leave(ctx.channel());
        clearDeadline();
        ctx.fireChannelInactive();
    }

    /** Notes that a whole request is there. */
    void received(ChannelHandlerContext ctx) {
        receiving = false;
        served = true;
        clearDeadline();
        if (!connections.serve(ctx.channel())) {
            ctx.close(); // it has lost its place meanwhile
        }
    }

    /** Notes that the request is answered. */
    void answered(ChannelHandlerContext ctx) {
        served = false;
        connections.rest(ctx.channel());
        setDeadline(ctx, limits.idleTime());
    }

    private void setDeadline(ChannelHandlerContext ctx, Duration limit) {
        clearDeadline();
        deadline = ctx.executor().schedule(() -> expire(ctx), limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void clearDeadline() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    private void expire(ChannelHandlerContext ctx) {
        if (receiving) {
            ctx.pipeline().fireUserEventTriggered(HttpExchange.TOO_SLOW);
        } else {
            ctx.close();
        }
    }
}
