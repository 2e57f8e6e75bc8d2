package io.csgen.examples.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An HTTP server before a {@link Site}, with limits on all that its clients can take: a slow or
 * silent one holds a connection, never a thread. Safe for concurrent use; owns its threads until {@link
 * #close}.
 */
public final class HttpFrontDoor implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(HttpFrontDoor.class);
    private static final Duration END_LIMIT = Duration.ofSeconds(5);
    private static final int LOOPS = 2;
    private static final int WORKERS = 8;
    private static final int BACKLOG = 1024;

    private final HttpLimits limits;
    private final HttpConnections connections;
    private final EventLoopGroup loops = new NioEventLoopGroup(LOOPS, threads("csgen-http"));
    private final ExecutorService workers;
    private final EventStreams streams;
    private final Site site;
    private final boolean loopback;
    private final ChannelFuture listening;

    private HttpFrontDoor(InetSocketAddress address, Site site, HttpLimits limits) {
        this.site = site;
        this.limits = limits;
        connections = new HttpConnections(limits.connections());
        // There are never more requests at hand than connections, so the queue never overflows.
        workers = new ThreadPoolExecutor(
                WORKERS,
                WORKERS,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(limits.connections()),
                threads("csgen-http-worker"));
        streams = new EventStreams(loops.next(), site.feed(), limits.eventStreams(), limits.eventInterval());
        loopback = address.getAddress().isLoopbackAddress();
        listening = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        addHandlers(channel.pipeline());
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
    }

    private static DefaultThreadFactory threads(String name) {
        return new DefaultThreadFactory(name, true);
    }

    /** Starts to listen, with the default limits; see the other method. */
    public static HttpFrontDoor open(InetSocketAddress address, Site site) throws IOException {
        return open(address, site, HttpLimits.defaults());
    }

    /**
     * Starts to listen.
     *
     * @param address port 0 takes a free one
     * @throws IOException if the address cannot be listened on; the message stands alone
     */
    static HttpFrontDoor open(InetSocketAddress address, Site site, HttpLimits limits) throws IOException {
        HttpFrontDoor door = new HttpFrontDoor(address, site, limits);
        Throwable cause = door.listening.cause();
        if (cause != null) {
            door.close();
            throw new IOException(
                    "bind and port must be free to listen on: " + text(address) + " (" + cause.getMessage() + ")",
                    cause);
        }
        return door;
    }

    private void addHandlers(ChannelPipeline pipeline) {
        ConnectionWatch watch = new ConnectionWatch(connections, limits);
        HttpExchange exchange = new HttpExchange(site, workers, streams, watch, loopback);
        pipeline.addLast(watch)
                .addLast(new WriteTimeoutHandler(limits.requestTime().toMillis(), TimeUnit.MILLISECONDS))
                .addLast(new HttpServerCodec(limits.headerBytes() / 4, limits.headerBytes(), limits.bodyBytes()))
                .addLast(new HttpObjectAggregator(limits.bodyBytes(), true) {
                    @Override
                    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
                        exchange.refuse(ctx.pipeline().context(exchange), 413, "Body too large");
                    }
                })
                .addLast(new FlowControlHandler())
                .addLast(exchange);
    }

    /** Returns the address of the page. */
    public String address() {
        InetSocketAddress address = (InetSocketAddress) listening.channel().localAddress();
        InetAddress host = address.getAddress();
        return "http://" + (host.isAnyLocalAddress() ? "localhost:" + address.getPort() : text(address)) + "/";
    }

    private static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress().replace("0:0:0:0:0:0:0:1", "::1");
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Returns how many connections are open. */
    int connectionCount() {
        return connections.all().size();
    }

    /** Answers no more requests; those at hand are cut off. */
    @Override
    public void close() {
        listening.channel().close().awaitUninterruptibly();
        connections.all().forEach(connection -> connection.close().awaitUninterruptibly());
        workers.shutdownNow();
        awaitWorkers();
        loops.shutdownGracefully(0, END_LIMIT.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }

    /** They hand answers to the loops, which must be there until then. */
    private void awaitWorkers() {
        try {
            if (!workers.awaitTermination(END_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOGGER.warn("HTTP requests must end when the server does");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
