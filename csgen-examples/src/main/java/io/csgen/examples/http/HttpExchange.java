package io.csgen.examples.http;

import io.csgen.sink.internal.FailureText;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers the requests of one connection, one after another: lets in those that are meant for this
 * server, has the site answer them on a thread that may wait, and writes what it says. Confined to the
 * thread of the connection.
 */
final class HttpExchange extends SimpleChannelInboundHandler<FullHttpRequest> {
    /** Tells that a request has been arriving for too long. */
    static final Object TOO_SLOW = new Object();

    private static final Logger LOGGER = LoggerFactory.getLogger(HttpExchange.class);
    /** How long the rest of a refused request is read. */
    private static final Duration REST = Duration.ofSeconds(1);

    private static final Map<String, String> HEADERS = Map.of(
            "Cache-Control", "no-store",
            "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Cross-Origin-Opener-Policy", "same-origin",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Permissions-Policy", "camera=(), geolocation=(), microphone=()",
            "Referrer-Policy", "no-referrer",
            "X-Content-Type-Options", "nosniff",
            "X-Frame-Options", "DENY");

    private final Site site;
    private final Executor workers;
    private final EventStreams streams;
    private final ConnectionWatch watch;
    private final boolean loopback;
    private boolean refused; // whatever else comes on this connection is not looked at

    /**
     * Creates the end of a connection's pipeline.
     *
     * @param workers run what may wait
     * @param watch the beginning of the pipeline
     * @param loopback whether only this machine can reach the server
     */
    HttpExchange(Site site, Executor workers, EventStreams streams, ConnectionWatch watch, boolean loopback) {
        this.site = site;
        this.workers = workers;
        this.streams = streams;
        this.watch = watch;
        this.loopback = loopback;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest http) {
        if (refused) {
            return;
        }
        watch.received(ctx);
        // The next request waits in the system's buffer, and then in the client's.
        ctx.channel().config().setAutoRead(false);
        if (http.decoderResult().isFailure()) {
            refuse(ctx, malformed(http.decoderResult().cause()));
            return;
        }
        Optional<Answer> refusal = refusalOf(http);
        if (refusal.isPresent()) {
            send(ctx, refusal.get(), false);
            return;
        }
        boolean keepAlive = HttpUtil.isKeepAlive(http);
        Request request;
        try {
            request = Request.of(http, ctx.channel().remoteAddress());
        } catch (IllegalArgumentException e) {
            send(ctx, Answer.error(400, "Malformed request"), false);
            return;
        }
        try {
            workers.execute(() -> {
                Answer answer = answer(request);
                ctx.executor().execute(() -> send(ctx, answer, keepAlive));
            });
        } catch (RejectedExecutionException e) {
            send(ctx, shuttingDown(), false);
        }
    }

    private static Answer malformed(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return Answer.error(414, "Address too long");
        }
        return cause instanceof TooLongFrameException
                ? Answer.error(431, "Header too large")
                : Answer.error(400, "Malformed request");
    }

    /** Refuses what others might take for another request than this server does. */
    private static Optional<Answer> refusalOf(FullHttpRequest http) {
        HttpVersion version = http.protocolVersion();
        if (!version.protocolName().equals("HTTP") || version.majorVersion() != 1) {
            return Optional.of(Answer.error(505, "HTTP version must be 1.1 or 1.0"));
        }
        // That of chunks is gone, as the body is whole.
        if (http.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)) {
            return Optional.of(Answer.error(501, "Transfer-Encoding must be chunked"));
        }
        return http.headers().getAll(HttpHeaderNames.HOST).size() > 1
                ? Optional.of(Answer.error(400, "Host must be given once"))
                : Optional.empty();
    }

    private static Answer shuttingDown() {
        return Answer.error(503, "Server is shutting down");
    }

    private Answer answer(Request request) {
        if (loopback && !request.isForLoopback()) {
            // A page from elsewhere may have had its own name resolved to this machine.
            return Answer.error(403, "Wrong host");
        }
        if (!request.isHarmless() && !request.isOfSameOrigin()) {
            return Answer.error(403, "Wrong origin");
        }
        try {
            return site.answer(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return shuttingDown();
        } catch (Throwable e) {
            LOGGER.error("an HTTP request failed: {}", request.path(), e);
            // What went wrong inside is for the log alone.
            return Answer.error(500, FailureText.isInternal(e) ? "Internal error" : FailureText.of(e));
        }
    }

    private void send(ChannelHandlerContext ctx, Answer answer, boolean keepAlive) {
        if (answer.isEventStream()) {
            if (streams.enter(ctx.channel())) {
                HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
                setHeaders(head.headers(), answer);
                HttpUtil.setTransferEncodingChunked(head, true);
                ctx.writeAndFlush(head);
                ctx.channel().config().setAutoRead(true); // or its end would go unnoticed
                streams.add(ctx.channel());
            } else {
                send(ctx, Answer.error(503, "Too many event streams").with("Retry-After", "10"), keepAlive);
            }
            return;
        }
        ChannelFuture sent = ctx.writeAndFlush(response(answer, keepAlive));
        if (keepAlive) {
            sent.addListener(done -> {
                watch.answered(ctx);
                ctx.channel().config().setAutoRead(true);
            });
        } else {
            sent.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static HttpResponse response(Answer answer, boolean keepAlive) {
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        setHeaders(response.headers(), answer);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        HttpUtil.setKeepAlive(response, keepAlive);
        return response;
    }

    private static void setHeaders(HttpHeaders headers, Answer answer) {
        HEADERS.forEach(headers::set);
        answer.headers().forEach(headers::set);
        headers.set(HttpHeaderNames.CONTENT_TYPE, answer.contentType());
    }

    /** Refuses a request, of which more may come, and ends the connection. */
    void refuse(ChannelHandlerContext ctx, int status, String message) {
        watch.received(ctx);
        refuse(ctx, Answer.error(status, message));
    }

    /** A connection that is closed with bytes unread is reset, and the answer may go with it: the rest is read first. */
    private void refuse(ChannelHandlerContext ctx, Answer answer) {
        refused = true;
        ctx.writeAndFlush(response(answer, false)).addListener(sent -> {
            ((DuplexChannel) ctx.channel()).shutdownOutput();
            ctx.channel().config().setAutoRead(true);
            ctx.executor().schedule(() -> ctx.close(), REST.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == TOO_SLOW) {
            refuse(ctx, 408, "Request took too long");
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Connections break, also in the middle of a request, and their clients know; else it is an error here.
        if (!(cause instanceof IOException || cause instanceof CodecException || cause instanceof ChannelException)) {
            LOGGER.error("an HTTP connection failed", cause);
        }
        ctx.close();
    }
}
