package io.csgen.sink.kinesis.scripted;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A Kinesis endpoint on a free loopback port that tests and measurements direct: it takes some hundred
 * thousand records a second over real connections, knows the limits of Kinesis shards, splits and
 * merges them, and fails when told to. Streams live in memory. Speaks HTTP/1.1 with CBOR and JSON
 * and asks for no signature. Safe for concurrent use; closing it cuts all connections.
 */
public final class ScriptedKinesis implements AutoCloseable {
    static final String ACCOUNT = "123456789012";

    private static final String PUT = "PutRecords";
    private static final int INITIAL_LINE = 8 << 10;
    private static final int CHUNK = 64 << 10;
    private static final int THREADS = 2;

    /** The faults of one operation. */
    private static final class Plan {
        private final Deque<Fault> next = new ArrayDeque<>();
        private LongFunction<Fault> schedule = number -> Fault.none();
        private long scheduled;
        private long requests;

        synchronized Fault take() {
            requests++;
            return next.isEmpty() ? schedule.apply(++scheduled) : next.remove();
        }

        synchronized void add(Fault... faults) {
            next.addAll(List.of(faults));
        }

        synchronized void follow(LongFunction<Fault> schedule) {
            this.schedule = schedule;
            scheduled = 0;
        }

        synchronized long requests() {
            return requests;
        }
    }

    private final Operations operations;
    private final NioEventLoopGroup threads =
            new NioEventLoopGroup(THREADS, new DefaultThreadFactory("scripted-kinesis", true));
    private final Map<String, Plan> plans = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> effects = new ConcurrentHashMap<>();
    private final LongAdder requestIds = new LongAdder();
    private final URI endpoint;

    private ScriptedKinesis(LongSupplier nanoTime, @Nullable SslContext tls) {
        operations = new Operations(nanoTime);
        Channel server = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline()
                                .addLast(new HttpServerCodec(INITIAL_LINE, CHUNK, CHUNK))
                                .addLast(new Connection());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        endpoint = URI.create((tls == null ? "http" : "https") + "://127.0.0.1:" + port);
    }

    /** Starts an endpoint whose limits follow the real time. */
    public static ScriptedKinesis start() {
        return start(System::nanoTime);
    }

    /**
     * Starts an endpoint whose limits follow a time of the test's own.
     *
     * @param nanoTime nanoseconds since any moment
     */
    public static ScriptedKinesis start(LongSupplier nanoTime) {
        return new ScriptedKinesis(nanoTime, null);
    }

    /** Starts an endpoint with TLS and a certificate of this process that nobody signed. */
    public static ScriptedKinesis startWithTls() {
        return new ScriptedKinesis(System::nanoTime, TlsCertificate.get());
    }

    /** Returns the address. */
    public URI endpoint() {
        return endpoint;
    }

    /**
     * Creates a stream whose Kinesis shards divide the hash keys evenly.
     *
     * @throws Refusal if there is one of that name
     */
    public ScriptedStream createStream(String name, int shards) {
        return operations.createStream(name, shards);
    }

    /** Lets faults befall the next requests of PutRecords, one each, before any schedule goes on. */
    public void next(Fault... faults) {
        next(PUT, faults);
    }

    /** Lets faults befall the next requests of an operation, one each, before any schedule goes on. */
    public void next(String operation, Fault... faults) {
        plan(operation).add(faults);
    }

    /**
     * Chooses the faults of PutRecords from now on.
     *
     * @param byNumber gives the fault of a request by its number, from 1 after this call
     */
    public void follow(LongFunction<Fault> byNumber) {
        follow(PUT, byNumber);
    }

    /** Chooses the faults of an operation from now on, as {@link #follow(LongFunction)}. */
    public void follow(String operation, LongFunction<Fault> byNumber) {
        plan(operation).follow(byNumber);
    }

    /** Returns how often each fault took effect, by name; none for those that never did. */
    public Map<String, Long> effects() {
        Map<String, Long> counts = new TreeMap<>();
        effects.forEach((name, count) -> counts.put(name, count.sum()));
        return counts;
    }

    /** Returns how many requests of an operation came. */
    public long requests(String operation) {
        return plan(operation).requests();
    }

    /** Cuts all connections and stops listening. A second call does nothing. */
    @Override
    public void close() {
        threads.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private Plan plan(String operation) {
        return plans.computeIfAbsent(operation, any -> new Plan());
    }

    /** One client's connection: collects a request and lets its fault handle it. */
    private final class Connection extends SimpleChannelInboundHandler<HttpObject> {
        private String operation = "";
        private Wire wire = Wire.CBOR;
        private Fault fault = Fault.none();
        private ByteArrayOutputStream body = new ByteArrayOutputStream(0);

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpObject message) throws IOException {
            if (message instanceof HttpRequest head) {
                begin(context, head);
            }
            if (message instanceof HttpContent content) {
                content.content().readBytes(body, content.content().readableBytes());
            }
            if (message instanceof LastHttpContent && fault.needsBody()) {
                play(context);
            }
        }

        private void begin(ChannelHandlerContext context, HttpRequest head) {
            String target = head.headers().get("X-Amz-Target", "");
            operation = target.substring(target.indexOf('.') + 1);
            wire = Wire.of(head.headers().get(HttpHeaderNames.CONTENT_TYPE));
            body = new ByteArrayOutputStream(HttpUtil.getContentLength(head, CHUNK));
            fault = plan(operation).take();
            if (!fault.needsBody()) {
                play(context);
            } else if (HttpUtil.is100ContinueExpected(head)) {
                context.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
            }
        }

        private void play(ChannelHandlerContext context) {
            requestIds.increment();
            String id = String.format(Locale.ROOT, "00000000-0000-0000-0000-%012d", requestIds.sum());
            byte[] bytes = body.toByteArray();
            Runnable effect = () -> effects.computeIfAbsent(fault.name(), any -> new LongAdder())
                    .increment();
            fault.play(new Exchange(context.channel(), operations, operation, id, wire, bytes, effect));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable error) {
            // The client is gone; or the script is wrong, which the test sees as a lost connection.
            context.close().addListener(ChannelFutureListener.CLOSE);
        }
    }
}
