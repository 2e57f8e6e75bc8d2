package io.csgen.examples;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many clients of a server at a time, some with valid requests and the others a nuisance. A client whose connection
 * ends opens another one. Safe for concurrent use; owns one thread until {@link #close}.
 */
final class Crowd implements AutoCloseable {
    private static final long PAUSE_MILLIS = 1_000;
    private static final String CLOSED = "closed";

    /** How clients behave, and what they must be answered with. */
    enum Kind {
        /** Asks for the status once a second. */
        VALID(30, "200"),
        /** The same, with a token that is wrong. */
        WRONG_TOKEN(10, "401", "429"),
        /** Sends a request of many bytes, one byte twice a second. */
        SLOW(20, "408", CLOSED),
        /** Sends nothing. */
        HALF_OPEN(20, CLOSED),
        /** Sends a header that is too large. */
        LARGE_HEADER(10, "431", CLOSED),
        /** Sends a body that is too large. */
        LARGE_BODY(10, "413", CLOSED);

        private final int percent;
        private final Set<String> expected;

        Kind(int percent, String... expected) {
            this.percent = percent;
            this.expected = Set.of(expected);
        }
    }

    private final NioEventLoopGroup loop = new NioEventLoopGroup(1, new DefaultThreadFactory("crowd", true));
    private final InetSocketAddress address;
    private final Map<Kind, byte[]> requests;
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();
    private volatile boolean closing;

    /** Opens the connections of so many clients, which begin at once. */
    Crowd(URI server, String token, int clients) {
        address = new InetSocketAddress(server.getHost(), server.getPort());
        String host = "Host: " + server.getAuthority() + "\r\n";
        String status = "GET /status HTTP/1.1\r\n" + host + "Authorization: Bearer ";
        requests = Map.of(
                Kind.VALID, bytes(status + token + "\r\n\r\n"),
                Kind.WRONG_TOKEN, bytes(status + "wrong\r\n\r\n"),
                Kind.SLOW, bytes("GET /health HTTP/1.1\r\n" + host + "X-Slow: " + "x".repeat(1_000) + "\r\n\r\n"),
                Kind.HALF_OPEN, new byte[0],
                Kind.LARGE_HEADER,
                        bytes("GET /health HTTP/1.1\r\nX-Large: " + "x".repeat(20_000) + "\r\n" + host + "\r\n"),
                Kind.LARGE_BODY,
                        bytes("POST /start HTTP/1.1\r\n" + host + "Content-Length: 100000\r\n\r\n"
                                + "x".repeat(100_000)));
        for (Kind kind : Kind.values()) {
            int count = clients * kind.percent / 100;
            for (int i = 0; i < count; i++) {
                later(kind, PAUSE_MILLIS * i / count);
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void later(Kind kind, long millis) {
        loop.schedule(() -> connect(kind), millis, TimeUnit.MILLISECONDS);
    }

    private void connect(Kind kind) {
        if (closing) {
            return;
        }
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(
                                        new HttpResponseDecoder(), new HttpObjectAggregator(1 << 20), new Client(kind));
                    }
                })
                .connect(address)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        count(kind, String.valueOf(done.cause()));
                        later(kind, PAUSE_MILLIS);
                    }
                });
    }

    private void count(Kind kind, String outcome) {
        if (!closing) {
            outcomes.computeIfAbsent(kind + " " + outcome, any -> new LongAdder())
                    .increment();
        }
    }

    /** Returns how many requests of a kind had an answer that was as it must be. */
    long expected(Kind kind) {
        return kind.expected.stream()
                .mapToLong(outcome -> outcomes.getOrDefault(kind + " " + outcome, new LongAdder())
                        .sum())
                .sum();
    }

    /** Returns all answers and ends of connections that were not as they must be, with their numbers. */
    Map<String, LongAdder> unexpected() {
        Map<String, LongAdder> others = new ConcurrentHashMap<>(outcomes);
        for (Kind kind : Kind.values()) {
            kind.expected.forEach(outcome -> others.remove(kind + " " + outcome));
        }
        return others;
    }

    /** Returns all that was counted. */
    @Override
    public String toString() {
        return outcomes.toString();
    }

    /** All clients leave. */
    @Override
    public void close() {
        closing = true;
        loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class Client extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final Kind kind;
        private boolean waiting;
        private int sent;

        Client(Kind kind) {
            this.kind = kind;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            waiting = true;
            byte[] request = requests.get(kind);
            if (kind == Kind.SLOW) {
                drip(ctx, request);
            } else if (request.length > 0) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(request));
            }
        }

        private void drip(ChannelHandlerContext ctx, byte[] request) {
            if (ctx.channel().isActive() && sent < request.length) {
                ctx.writeAndFlush(Unpooled.wrappedBuffer(request, sent++, 1));
                ctx.executor().schedule(() -> drip(ctx, request), PAUSE_MILLIS / 2, TimeUnit.MILLISECONDS);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpResponse response) {
            waiting = false;
            count(kind, Integer.toString(response.status().code()));
            if (kind == Kind.VALID || kind == Kind.WRONG_TOKEN) {
                ctx.executor().schedule(() -> ask(ctx), PAUSE_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                ctx.close();
            }
        }

        private void ask(ChannelHandlerContext ctx) {
            if (ctx.channel().isActive()) {
                channelActive(ctx);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (waiting) {
                count(kind, CLOSED);
            }
            later(kind, PAUSE_MILLIS);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // connections of a nuisance are cut; what is lost is counted when they end
        }
    }
}
